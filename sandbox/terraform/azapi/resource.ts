import { type ArmResource, type JsonObject, parseResourceId } from '../../arm';
import { identityBlock, identityBody } from '../behaviour/identity-block';
import { text } from '../behaviour/ids';
import { normalLocation } from '../behaviour/planning';
import { fromJson, toJsonObject } from '../protocol/dynamic-json';
import { emptyValues, equalValues, isUnknown, unknown, type Value, type Values } from '../protocol/values';
import { type Change, type Diagnostic, type PlannedChange, type ResourceType } from '../provider';
import { itemsOf, refuseComputedValues } from '../schema/validation';
import { armView, toArmBody, writableView } from './body';
import { dynamicOr, firedTriggers, refreshedBody, requestBody } from './body-attributes';
import { type AzapiContext } from './context';
import { resourceOutput } from './output';
import { alreadyExists, type ArmRequest, request } from './refusals';
import { checkType, childId, parseType } from './resource-type';
import { resourceSchema } from './schemas';
import { warnOfUnemulated } from './unemulated';

const importedApiVersion = '2025-06-01';

/** `azapi_resource`: a PUT of exactly the configured body, refused where the resource exists already. */
export class AzapiResource implements ResourceType {
  readonly schema = resourceSchema;
  readonly legacyTypeSystem = false;

  constructor(private readonly context: AzapiContext) {}

  validate(config: Values): Diagnostic[] {
    return [
      ...refuseComputedValues(config, this.schema),
      ...warnOfUnemulated(config),
      ...checkType(config.type),
      ...checkTwice(config),
    ];
  }

  plan({ prior, proposed, config }: Change): PlannedChange {
    const planned: Values = {
      ...proposed,
      ...defaultFlags(proposed),
      ...this.planDefaults(prior, proposed, config),
      body: dynamicOr(config.body, {}),
      sensitive_body: null,
      ignore_body_changes: null,
      identity: plannedIdentity(prior, proposed),
    };
    if (prior === undefined) return { planned: { ...planned, id: unknown, output: unknown }, requiresReplace: [] };
    const moved = ['name', 'parent_id'].filter((name) => !equalValues(prior[name], planned[name]));
    const relocated = !sameLocation(prior.location, planned.location) ? ['location'] : [];
    const retyped =
      typeof planned.type === 'string' &&
      typeof prior.type === 'string' &&
      typeName(prior.type) !== typeName(planned.type)
        ? ['type']
        : [];
    const changes = Object.keys(this.schema.attributes).some((name) => !equalValues(prior[name], planned[name]));
    const output = changes || !equalValues(prior.identity, planned.identity) ? unknown : (prior.output ?? null);
    return {
      planned: { ...planned, output },
      requiresReplace: [...moved, ...relocated, ...retyped, ...firedTriggers(prior, planned)],
    };
  }

  async create(planned: Values, config: Values): Promise<Values> {
    const { type, apiVersion } = parseType(text(planned.type));
    const id = childId(type, text(planned.name), text(planned.parent_id));
    const existing = this.context.graph.get(id);
    if (existing !== undefined && !this.context.journal.isUnsettled(id)) throw alreadyExists(existing.id);
    const resource = await this.context.journal.create(id, () =>
      request(this.describe('create/update', 'creating/updating', 'PUT', id, apiVersion), () =>
        this.context.graph.put(id, toArmBody(this.fullBody(planned, requestBody(planned, config)))),
      ),
    );
    return this.stateOf(resource, planned);
  }

  read(state: Values): Promise<Values | undefined> {
    const resource = this.context.graph.get(text(state.id));
    if (resource === undefined) return Promise.resolve(undefined);
    this.context.journal.settle(resource.id);
    const body = refreshedBody(state, armView(resource));
    return Promise.resolve(
      this.stateOf(resource, {
        ...state,
        body,
        tags: this.refreshedTags(resource, state),
        identity: identityBlock(resource.identity),
      }),
    );
  }

  async update(prior: Values, planned: Values, config: Values): Promise<Values> {
    const { apiVersion } = parseType(text(planned.type));
    const id = text(prior.id);
    const body = this.fullBody(planned, requestBody(planned, config, prior));
    // Leaving the identity block out tells the service to take the identity away.
    const hadIdentity = itemsOf(prior.identity).length > 0;
    const complete = body.identity === undefined && hadIdentity ? { ...body, identity: { type: 'None' } } : body;
    const resource = await request(this.describe('create/update', 'creating/updating', 'PUT', id, apiVersion), () =>
      this.context.graph.put(id, toArmBody(complete)),
    );
    return this.stateOf(resource, planned);
  }

  async delete(state: Values): Promise<void> {
    const id = text(state.id);
    const { apiVersion } = parseType(text(state.type));
    await request(this.describe('delete', 'deleting', 'DELETE', id, apiVersion), () => this.context.graph.delete(id));
  }

  import(given: string): Promise<Values | undefined> {
    const [id = '', query] = given.split('?');
    const resource = this.context.graph.get(id);
    if (resource === undefined) return Promise.resolve(undefined);
    const apiVersion = new URLSearchParams(query).get('api-version') ?? importedApiVersion;
    const { kind, sku, properties } = writableView(resource);
    const body = Object.fromEntries(
      Object.entries({ kind, sku, properties }).filter(([, value]) => value !== undefined),
    ) as JsonObject;
    const state = {
      ...emptyValues(this.schema),
      ...defaultFlags({}),
      type: `${resource.type}@${apiVersion}`,
      body: fromJson(body),
    };
    return Promise.resolve(
      this.stateOf(resource, {
        ...state,
        tags: resource.tags === undefined ? null : { ...resource.tags },
        identity: identityBlock(resource.identity),
      }),
    );
  }

  /** Name, parent, location and tags: configured, or the provider's defaults, or what they were. */
  private planDefaults(prior: Values | undefined, proposed: Values, config: Values): Values {
    const { name, location, tags } = this.context.defaults;
    const type = typeof proposed.type === 'string' ? typeName(proposed.type) : '';
    const isGroupLevel = type.split('/').length === 2;
    // What the configuration leaves out is as it was; at a creation it is the default, or the service's choice.
    const fallback = (attribute: string, otherwise: Value | undefined): Value =>
      config[attribute] ?? (prior === undefined ? (otherwise ?? unknown) : (prior[attribute] ?? null));
    return {
      name: config.name ?? name ?? fallback('name', undefined),
      parent_id:
        config.parent_id ??
        (isGroupLevel ? `/subscriptions/${this.context.subscription}` : fallback('parent_id', undefined)),
      location: fallback('location', location),
      tags: fallback('tags', tags),
    };
  }

  private fullBody(planned: Values, body: JsonObject): JsonObject {
    const identity = itemsOf(planned.identity).length === 0 ? undefined : identityBody(planned.identity);
    const tags =
      planned.tags === null || planned.tags === undefined || isUnknown(planned.tags)
        ? undefined
        : toJsonObject(planned.tags);
    const location = typeof planned.location === 'string' ? planned.location : undefined;
    return {
      ...body,
      ...(location === undefined ? {} : { location }),
      ...(tags === undefined ? {} : { tags }),
      ...(identity === undefined ? {} : { identity }),
    };
  }

  private stateOf(resource: ArmResource, planned: Values): Values {
    const { location } = planned;
    return {
      ...planned,
      id: resource.id,
      name: resource.name,
      parent_id: typeof planned.parent_id === 'string' ? planned.parent_id : parseResourceId(resource.id).parent,
      location:
        typeof location === 'string' && sameLocation(location, resource.location)
          ? location
          : (resource.location ?? null),
      tags: isUnknown(planned.tags) ? this.refreshedTags(resource, planned) : (planned.tags ?? null),
      identity: itemsOf(planned.identity).length === 0 ? [] : identityBlock(resource.identity),
      output: resourceOutput(resource, planned.response_export_values),
    };
  }

  private refreshedTags(resource: ArmResource, state: Values): Value {
    const tags = resource.tags ?? {};
    const hadNone = (state.tags ?? null) === null || isUnknown(state.tags);
    return Object.keys(tags).length === 0 && hadNone ? null : { ...tags };
  }

  private describe(operation: string, doing: string, method: string, id: string, apiVersion: string): ArmRequest {
    return { summary: `Failed to ${operation} resource`, doing, method, id, apiVersion };
  }
}

/** The same thing set as an attribute and inside the body would leave open which one counts. */
function checkTwice(config: Values): Diagnostic[] {
  const body = toJsonObject(config.body);
  return ['location', 'tags', 'identity', 'name']
    .filter(
      (name) =>
        (name === 'identity' ? itemsOf(config.identity).length > 0 : (config[name] ?? null) !== null) &&
        body[name] !== undefined,
    )
    .map((name) => ({
      severity: 'error',
      summary: 'Invalid configuration',
      detail: `can't specify both the argument "${name}" and "${name}" in the argument "body"`,
      attribute: 'body',
    }));
}

function defaultFlags(values: Values): Values {
  const flags: Values = {
    schema_validation_enabled: true,
    ignore_casing: false,
    ignore_missing_property: true,
    ignore_null_property: false,
  };
  return Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, values[name] ?? value]));
}

function plannedIdentity(prior: Values | undefined, proposed: Values): Value[] {
  const [before] = itemsOf(prior?.identity);
  return itemsOf(proposed.identity).map((identity) => {
    const same =
      before !== undefined &&
      equalValues(before.type, identity.type) &&
      equalValues(before.identity_ids, identity.identity_ids);
    return same ? before : { ...identity, principal_id: unknown, tenant_id: unknown };
  });
}

function sameLocation(one: Value | undefined, other: Value | undefined): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return equalValues(one, other);
  return normalLocation(one) === normalLocation(other);
}

function typeName(type: string): string {
  return (type.split('@')[0] ?? type).toLowerCase();
}

import { type ArmResource, type JsonObject, parseResourceId } from '../../arm';
import { identityBlock, identityBody } from '../behaviour/identity-block';
import { text } from '../behaviour/ids';
import { fromJson, toJsonObject } from '../protocol/dynamic-json';
import { emptyValues, isUnknown, type Value, type Values } from '../protocol/values';
import { type Change, type Diagnostic, type PlannedChange, ProviderError, type ResourceType } from '../provider';
import { itemsOf, refuseComputedValues } from '../schema/validation';
import { armView, overridePaths, toArmBody, writableView } from './body';
import { ignoredPaths, refreshedBody, requestBody } from './body-attributes';
import { type AzapiContext } from './context';
import { resourceOutput } from './output';
import { alreadyExists, type ArmRequest, request } from './refusals';
import { defaultFlags, planResource, sameLocation } from './resource-plan';
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

  plan(change: Change): PlannedChange {
    return planResource(change, this.context);
  }

  async create(planned: Values, config: Values): Promise<Values> {
    const { type, apiVersion } = parseType(text(planned.type));
    const name = text(planned.name);
    if (name === '')
      throw new ProviderError(
        'Invalid configuration',
        '"name" is missing, and the provider has no default_name.',
        'name',
      );
    const id = childId(type, name, text(planned.parent_id));
    const existing = this.context.graph.get(id);
    if (existing !== undefined && !this.context.journal.isUnsettled(id)) throw alreadyExists(existing.id);
    const resource = await this.context.journal.create(id, () =>
      request(writing(id, apiVersion), () =>
        this.context.graph.put(id, toArmBody(this.fullBody(planned, requestBody(planned, config)))),
      ),
    );
    return this.stateOf(resource, planned);
  }

  read(state: Values, remembered?: JsonObject): Promise<Values | undefined> {
    const resource = this.context.graph.get(text(state.id));
    if (resource === undefined) return Promise.resolve(undefined);
    this.context.journal.settle(resource.id);
    const body = refreshedBody(state, armView(resource), (remembered?.ignoredPaths ?? []) as readonly string[]);
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
    const existing = this.context.graph.get(id);
    const sent = existing === undefined ? complete : overridePaths(complete, armView(existing), ignoredPaths(config));
    const resource = await request(writing(id, apiVersion), () => this.context.graph.put(id, toArmBody(sent)));
    return this.stateOf(resource, planned);
  }

  async delete(state: Values): Promise<void> {
    const id = text(state.id);
    const { apiVersion } = parseType(text(state.type));
    await request(deleting(id, apiVersion), () => this.context.graph.delete(id));
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
}

function writing(id: string, apiVersion: string): ArmRequest {
  return { summary: 'Failed to create/update resource', doing: 'creating/updating', method: 'PUT', id, apiVersion };
}

function deleting(id: string, apiVersion: string): ArmRequest {
  return { summary: 'Failed to delete resource', doing: 'deleting', method: 'DELETE', id, apiVersion };
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

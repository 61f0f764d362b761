import { type ArmResource, type JsonObject, parseResourceId } from '../../arm';
import { text } from '../behaviour/ids';
import { equalValues, unknownValue, type Values } from '../protocol/values';
import { type Change, type Diagnostic, type PlannedChange, ProviderError, type ResourceType } from '../provider';
import { refuseComputedValues } from '../schema/validation';
import { armView, deepMerge, toArmBody, writableView } from './body';
import { dynamicOr, firedTriggers, refreshedBody, requestBody } from './body-attributes';
import { type AzapiContext } from './context';
import { resourceOutput } from './output';
import { missing, request } from './refusals';
import { checkType, childId, parseType } from './resource-type';
import { updateResourceSchema } from './schemas';
import { warnOfUnemulated } from './unemulated';

/** `azapi_update_resource`: GET, deep merge, PUT. It never creates, and its destruction changes nothing. */
export class AzapiUpdateResource implements ResourceType {
  readonly schema = updateResourceSchema;
  readonly legacyTypeSystem = false;

  constructor(private readonly context: AzapiContext) {}

  validate(config: Values): Diagnostic[] {
    const named = (config.name ?? null) !== null || (config.parent_id ?? null) !== null;
    const byId = (config.resource_id ?? null) !== null;
    const how: Diagnostic[] =
      named === byId
        ? [
            {
              severity: 'error',
              summary: 'Invalid configuration',
              detail: 'one of the arguments "resource_id", or "name" and "parent_id", must be set, not both',
            },
          ]
        : [];
    return [
      ...refuseComputedValues(config, this.schema),
      ...warnOfUnemulated(config),
      ...checkType(config.type),
      ...how,
    ];
  }

  plan({ prior, proposed, config }: Change): PlannedChange {
    const flags = {
      ignore_casing: proposed.ignore_casing ?? false,
      ignore_missing_property: proposed.ignore_missing_property ?? true,
      ignore_null_property: proposed.ignore_null_property ?? false,
    };
    const target = Object.fromEntries(
      ['name', 'parent_id', 'resource_id'].map((name) => [name, config[name] ?? unknownValue] as const),
    );
    const planned = { ...proposed, ...flags, ...target, body: dynamicOr(config.body, {}), sensitive_body: null };
    if (prior === undefined)
      return { planned: { ...planned, id: unknownValue, output: unknownValue }, requiresReplace: [] };
    const kept = Object.fromEntries(
      Object.keys(target).map((name) => [name, config[name] ?? prior[name] ?? null] as const),
    );
    const moved = Object.keys(kept).filter((name) => !equalValues(prior[name], kept[name]));
    const result = { ...planned, ...kept };
    const changes = Object.keys(this.schema.attributes).some(
      (name) => name !== 'output' && name !== 'id' && !equalValues(prior[name], result[name as keyof typeof result]),
    );
    const output = changes ? unknownValue : (prior.output ?? null);
    return {
      planned: { ...result, id: prior.id ?? null, output },
      requiresReplace: [...moved, ...firedTriggers(prior, result)],
    };
  }

  create(planned: Values, config: Values): Promise<Values> {
    const { type } = parseType(text(planned.type));
    const id = text(planned.resource_id) || childId(type, text(planned.name), text(planned.parent_id));
    return this.merge(id, planned, requestBody(planned, config));
  }

  read(state: Values): Promise<Values | undefined> {
    const resource = this.context.graph.get(text(state.id));
    if (resource === undefined) return Promise.resolve(undefined);
    return Promise.resolve(this.stateOf(resource, { ...state, body: refreshedBody(state, armView(resource)) }));
  }

  update(prior: Values, planned: Values, config: Values): Promise<Values> {
    return this.merge(text(prior.id), planned, requestBody(planned, config, prior));
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }

  import(): Promise<undefined> {
    throw new ProviderError(
      'Resource Import Not Implemented',
      'azapi_update_resource has nothing to import: it changes a resource that exists.',
    );
  }

  private async merge(id: string, planned: Values, body: JsonObject): Promise<Values> {
    const { apiVersion } = parseType(text(planned.type));
    const description = { summary: 'Failed to update resource', doing: 'updating', method: 'PUT', id, apiVersion };
    const existing = this.context.graph.get(id);
    if (existing === undefined)
      throw missing({ ...description, doing: 'checking for presence of existing', method: 'GET' });
    const resource = await request(description, () =>
      this.context.graph.put(id, toArmBody(deepMerge(writableView(existing), body) as JsonObject)),
    );
    return this.stateOf(resource, planned);
  }

  private stateOf(resource: ArmResource, planned: Values): Values {
    return {
      ...planned,
      id: resource.id,
      name: resource.name,
      parent_id: parentOf(resource, planned),
      resource_id: typeof planned.resource_id === 'string' ? planned.resource_id : resource.id,
      output: resourceOutput(resource, planned.response_export_values),
    };
  }
}

function parentOf(resource: ArmResource, planned: Values): string {
  return typeof planned.parent_id === 'string' ? planned.parent_id : parseResourceId(resource.id).parent;
}

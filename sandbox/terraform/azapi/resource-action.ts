import { type Json, type JsonObject, ArmError } from '../../arm';
import { text } from '../behaviour/ids';
import { equalValues, unknownValue, type Value, type Values } from '../protocol/values';
import { type Change, type Diagnostic, type PlannedChange, ProviderError, type ResourceType } from '../provider';
import { refuseComputedValues } from '../schema/validation';
import { performAction } from './action';
import { requestBody } from './body-attributes';
import { type AzapiContext } from './context';
import { exported } from './output';
import { checkType, parseType } from './resource-type';
import { resourceActionSchema } from './schemas';

const methods = ['POST', 'PATCH', 'PUT', 'DELETE', 'GET', 'HEAD'];
const results = ['id', 'exist', 'output', 'sensitive_output'];

/** `azapi_resource_action`: one request, sent when an argument changes, or (`when = "destroy"`) at the end. */
export class AzapiResourceAction implements ResourceType {
  readonly schema = resourceActionSchema;
  readonly legacyTypeSystem = false;

  constructor(private readonly context: AzapiContext) {}

  validate(config: Values): Diagnostic[] {
    return [
      ...refuseComputedValues(config, this.schema),
      ...checkType(config.type),
      ...oneOf(config, 'method', methods),
      ...oneOf(config, 'when', ['apply', 'destroy']),
    ];
  }

  plan({ prior, proposed }: Change): PlannedChange {
    const planned = {
      ...proposed,
      method: proposed.method ?? 'POST',
      when: proposed.when ?? 'apply',
      ignore_not_found: proposed.ignore_not_found ?? false,
      sensitive_body: null,
    };
    const isResult = (name: string) => results.includes(name);
    const changed =
      prior === undefined ||
      Object.keys(this.schema.attributes).some(
        (name) => !isResult(name) && !equalValues(prior[name], planned[name as keyof typeof planned]),
      );
    const outcome = Object.fromEntries(
      results.map((name) => [name, changed ? unknownValue : (prior[name] ?? null)] as const),
    );
    const requiresReplace =
      prior === undefined
        ? []
        : ['type', 'resource_id', 'action'].filter(
            (name) => !equalValues(prior[name], planned[name as keyof typeof planned]),
          );
    return { planned: { ...planned, ...outcome }, requiresReplace };
  }

  create(planned: Values, config: Values): Promise<Values> {
    return this.perform('apply', planned, requestBody(planned, config));
  }

  read(state: Values): Promise<Values> {
    return Promise.resolve(state);
  }

  update(prior: Values, planned: Values, config: Values): Promise<Values> {
    return this.perform('apply', planned, requestBody(planned, config, prior));
  }

  async delete(state: Values): Promise<void> {
    await this.perform('destroy', state, requestBody(state, {}));
  }

  import(): Promise<undefined> {
    throw new ProviderError(
      'Resource Import Not Implemented',
      'azapi_resource_action is a request: there is nothing to import.',
    );
  }

  private async perform(moment: 'apply' | 'destroy', planned: Values, body: JsonObject): Promise<Values> {
    const { apiVersion } = parseType(text(planned.type));
    const id = text(planned.resource_id);
    const call = { id, action: text(planned.action), method: text(planned.method), body, apiVersion };
    let answer: Json = null;
    let exist = true;
    if (planned.when === moment) {
      try {
        answer = await performAction(this.context.graph, call);
      } catch (error) {
        if (planned.ignore_not_found !== true || !isMissing(this.context, id, error)) throw error;
        exist = false;
      }
    }
    return {
      ...planned,
      id: call.action === '' ? id : `${id}/${call.action}`,
      exist,
      output: exported(answer, planned.response_export_values),
      sensitive_output: exported(answer, planned.sensitive_response_export_values),
    };
  }
}

function isMissing({ graph }: AzapiContext, id: string, error: unknown): boolean {
  return (error instanceof ArmError || error instanceof ProviderError) && graph.get(id) === undefined;
}

function oneOf(config: Values, attribute: string, allowed: readonly string[]): Diagnostic[] {
  const value: Value = config[attribute] ?? null;
  if (typeof value !== 'string' || allowed.includes(value)) return [];
  return [
    {
      severity: 'error',
      summary: 'Invalid configuration',
      detail: `"${attribute}" is "${value}": it must be one of ${allowed.join(', ')}.`,
      attribute,
    },
  ];
}

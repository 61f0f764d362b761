import { ArmError, type JsonObject } from '../../arm';
import { type Diagnostic, type Provider, ProviderError, type DataSource, type ResourceType } from '../provider';
import {
  type ApplyRequest,
  type DiagnosticMessage,
  type DynamicValue,
  type ImportRequest,
  type PlanRequest,
  type ReadRequest,
  type TypedConfig,
  type UpgradeRequest,
} from './messages';
import { schemaMessage } from './schema-message';
import { upgradeState } from './state-upgrade';
import { decodeValues, encodeValues, equalValues, type Values } from './values';

/** Answers the plugin protocol's calls for one provider, on behalf of one Terraform process. */
export class ProviderService {
  constructor(private readonly provider: Provider) {}

  getProviderSchema(): object {
    return {
      provider: schemaMessage(this.provider.schema),
      resourceSchemas: mapOf(this.provider.resources),
      dataSourceSchemas: mapOf(this.provider.dataSources),
      serverCapabilities: { planDestroy: false, getProviderSchemaOptional: true, moveResourceState: false },
    };
  }

  validateProviderConfig(): object {
    return {};
  }

  configureProvider({ config }: { readonly config: DynamicValue }): object {
    return answer(() => {
      this.provider.configure(decodeValues(config.msgpack, this.provider.schema) ?? {});
      return {};
    });
  }

  validateResourceConfig({ typeName, config }: TypedConfig): object {
    return answer(() => {
      const type = this.resource(typeName);
      return { diagnostics: type.validate(decodeValues(config.msgpack, type.schema) ?? {}).map(diagnosticMessage) };
    });
  }

  validateDataResourceConfig({ typeName, config }: TypedConfig): object {
    return answer(() => {
      const source = this.dataSource(typeName);
      return { diagnostics: source.validate(decodeValues(config.msgpack, source.schema) ?? {}).map(diagnosticMessage) };
    });
  }

  upgradeResourceState({ typeName, rawState }: UpgradeRequest): object {
    return answer(() => ({ upgradedState: { json: upgradeState(rawState.json, this.resource(typeName).schema) } }));
  }

  async readResource({ typeName, currentState, private: kept }: ReadRequest): Promise<object> {
    return answerLater(async () => {
      const type = this.resource(typeName);
      const state = decodeValues(currentState.msgpack, type.schema);
      const now = state === undefined ? undefined : await type.read(state, remembered(kept));
      return { newState: { msgpack: encodeValues(now, type.schema) }, private: kept };
    });
  }

  planResourceChange({ typeName, priorState, proposedNewState, config, priorPrivate }: PlanRequest): object {
    return answer(() => {
      const type = this.resource(typeName);
      const prior = decodeValues(priorState.msgpack, type.schema);
      const proposed = decodeValues(proposedNewState.msgpack, type.schema);
      if (proposed === undefined) return { plannedState: { msgpack: encodeValues(undefined, type.schema) } };
      const change = {
        proposed,
        config: decodeValues(config.msgpack, type.schema) ?? {},
        ...(prior === undefined ? {} : { prior }),
        remembered: remembered(priorPrivate),
      };
      const { planned, requiresReplace, remember } = type.plan(change);
      const unchanged = prior !== undefined && equalValues(prior, planned);
      return {
        plannedState: { msgpack: encodeValues(unchanged ? prior : planned, type.schema) },
        requiresReplace: requiresReplace.map(pathTo),
        plannedPrivate: remember === undefined ? priorPrivate : Buffer.from(JSON.stringify(remember)),
        legacyTypeSystem: type.legacyTypeSystem,
      };
    });
  }

  async applyResourceChange({
    typeName,
    priorState,
    plannedState,
    config,
    plannedPrivate,
  }: ApplyRequest): Promise<object> {
    const type = this.resource(typeName);
    const prior = decodeValues(priorState.msgpack, type.schema);
    const answered = await answerLater(async () => {
      const planned = decodeValues(plannedState.msgpack, type.schema);
      const configured = decodeValues(config.msgpack, type.schema) ?? {};
      const state = await applied(type, prior, planned, configured);
      return {
        newState: { msgpack: encodeValues(state, type.schema) },
        private: plannedPrivate,
        legacyTypeSystem: type.legacyTypeSystem,
      };
    });
    // A refused change leaves the resource as it was, and Terraform must go on knowing it.
    return 'newState' in answered ? answered : { ...answered, newState: { msgpack: encodeValues(prior, type.schema) } };
  }

  async importResourceState({ typeName, id }: ImportRequest): Promise<object> {
    return answerLater(async () => {
      const type = this.resource(typeName);
      const state = await type.import(id);
      if (state === undefined) {
        throw new ProviderError(
          'Cannot import non-existent remote object',
          `There is no ${typeName} with the id "${id}".`,
        );
      }
      return { importedResources: [{ typeName, state: { msgpack: encodeValues(state, type.schema) } }] };
    });
  }

  async readDataSource({ typeName, config }: TypedConfig): Promise<object> {
    return answerLater(async () => {
      const source = this.dataSource(typeName);
      const state = await source.read(decodeValues(config.msgpack, source.schema) ?? {});
      return { state: { msgpack: encodeValues(state, source.schema) } };
    });
  }

  stopProvider(): object {
    return {};
  }

  private resource(typeName: string): ResourceType {
    const type = this.provider.resources.get(typeName);
    if (type === undefined) throw notEmulated('resource', typeName);
    return type;
  }

  private dataSource(typeName: string): DataSource {
    const source = this.provider.dataSources.get(typeName);
    if (source === undefined) throw notEmulated('data source', typeName);
    return source;
  }
}

async function applied(
  type: ResourceType,
  prior: Values | undefined,
  planned: Values | undefined,
  config: Values,
): Promise<Values | undefined> {
  if (planned === undefined) {
    if (prior !== undefined) await type.delete(prior);
    return undefined;
  }
  return prior === undefined ? type.create(planned, config) : type.update(prior, planned, config);
}

/** What a plan asked Terraform to keep beside the state. */
function remembered(kept: Uint8Array | undefined): JsonObject {
  return kept === undefined || kept.length === 0 ? {} : (JSON.parse(Buffer.from(kept).toString()) as JsonObject);
}

function notEmulated(kind: string, typeName: string): ProviderError {
  return new ProviderError(
    `The sandbox does not emulate the ${kind} ${typeName}`,
    'docs/sandbox.md lists what it emulates.',
  );
}

function answer(work: () => object): object {
  try {
    return work();
  } catch (error) {
    return { diagnostics: [failure(error)] };
  }
}

async function answerLater(work: () => Promise<object>): Promise<object> {
  try {
    return await work();
  } catch (error) {
    return { diagnostics: [failure(error)] };
  }
}

function failure(error: unknown): DiagnosticMessage {
  if (error instanceof ProviderError) {
    const { summary, detail, attribute } = error;
    return diagnosticMessage({ severity: 'error', summary, detail, ...(attribute === undefined ? {} : { attribute }) });
  }
  if (error instanceof ArmError)
    return diagnosticMessage({ severity: 'error', summary: error.code, detail: error.message });
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return diagnosticMessage({ severity: 'error', summary: 'The sandbox failed', detail });
}

function diagnosticMessage({ severity, summary, detail, attribute }: Diagnostic): DiagnosticMessage {
  return {
    severity: severity === 'error' ? 1 : 2,
    summary,
    detail: detail ?? '',
    ...(attribute === undefined ? {} : { attribute: pathTo(attribute) }),
  };
}

function pathTo(attributeName: string): { steps: { attributeName: string }[] } {
  return { steps: [{ attributeName }] };
}

function mapOf(types: ReadonlyMap<string, ResourceType | DataSource>): object {
  return Object.fromEntries([...types].map(([name, { schema }]) => [name, schemaMessage(schema)]));
}

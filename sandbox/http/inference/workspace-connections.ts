import { type Connection, type ConnectionProvider } from '../../../engine/connection';
import { type ArmResource, type JsonObject, type Principal, type ResourceGraph } from '../../arm';
import { objectOf, stringOf, textOf } from '../../arm/json-values';
import { type Tokens } from '../../tokens';
import { connectionSecretsReaders } from '../arm/access';
import { missingRole } from './identity';

/** Roles with which an identity may call the models of an Azure OpenAI account without a key. */
const modelUsers = ['Cognitive Services OpenAI User', 'Cognitive Services OpenAI Contributor'];

export interface WorkspaceConnectionsOptions {
  readonly graph: ResourceGraph;
  readonly tokens: Tokens;
  readonly workspaceId: string;
  /** As whom the connections are read. */
  readonly identity: Principal;
  /** Base URL of the simulated model, to which connections to language models lead. */
  readonly model: string;
}

/**
 * The connections of a workspace as prompt flow reads them when it serves: by the identity of the endpoint, and only
 * where that was granted the role for it. Models behind them are the sandbox's; keys are what it keeps instead of keys.
 */
export class WorkspaceConnections implements ConnectionProvider {
  constructor(private readonly options: WorkspaceConnectionsOptions) {}

  async get(name: string): Promise<Connection> {
    const { resource, properties } = await this.read(name);
    this.checkModelAccess(properties);
    return connectionOf(resource, properties, this.options.model);
  }

  /**
   * A value of a connection by the path of a reference, as in `${{azureml://connections/<name>/credentials/key}}`.
   * @throws Error where the identity may not read it, or there is none
   */
  async value(name: string, path: string): Promise<string> {
    const { properties } = await this.read(name);
    const [part = '', key = ''] = path.split('/');
    const credentials = objectOf(properties.credentials);
    const values: Readonly<Record<string, JsonObject>> = {
      credentials: { ...credentials, ...objectOf(credentials.keys) },
      metadata: objectOf(properties.metadata),
    };
    const value = part === 'target' ? stringOf(properties.target) : stringOf(values[part]?.[key]);
    if (value === undefined) throw new Error(`Connection '${name}' has no ${path}.`);
    return value;
  }

  /** Without a key it is the identity itself that the service has to know. A connection that is not there is not checked. */
  checkAccess(name: string): void {
    const { graph, workspaceId } = this.options;
    const resource = graph.get(`${workspaceId}/connections/${name}`);
    if (resource !== undefined) this.checkModelAccess(resource.properties);
  }

  private async read(name: string): Promise<{ resource: ArmResource; properties: JsonObject }> {
    const { graph, workspaceId, identity } = this.options;
    if (!graph.hasRole(identity.objectId, workspaceId, connectionSecretsReaders)) {
      throw new Error(
        'Access denied to list workspace secret: ' +
          `${missingRole(identity, 'Azure Machine Learning Workspace Connection Secrets Reader', workspaceId)}.`,
      );
    }
    const resource = graph.get(`${workspaceId}/connections/${name}`);
    if (resource === undefined) {
      throw new Error(`Connection '${name}' is not found in workspace '${workspaceId.split('/').at(-1) ?? ''}'.`);
    }
    const { properties } = (await graph.action(resource.id, 'listsecrets')) as { properties: JsonObject };
    return { resource, properties };
  }

  token(scope: string): Promise<string> {
    const audience = scope.replace(/\/\.default$/, '');
    return Promise.resolve(this.options.tokens.issue(this.options.identity, { audience }).token);
  }

  /** Without a key it is the identity itself that Azure OpenAI has to know. */
  private checkModelAccess(properties: JsonObject): void {
    const { graph, identity } = this.options;
    const account = metadataOf(properties).get('resourceid');
    if (properties.category !== 'AzureOpenAI' || properties.authType !== 'AAD' || account === undefined) return;
    if (graph.hasRole(identity.objectId, account, modelUsers)) return;
    throw new Error(
      `The principal lacks the data action to call the model: ${missingRole(identity, modelUsers[0] ?? '', account)}.`,
    );
  }
}

function connectionOf({ name }: ArmResource, properties: JsonObject, model: string): Connection {
  const metadata = metadataOf(properties);
  const target = textOf(properties.target);
  const credentials = objectOf(properties.credentials);
  const authMode = properties.authType === 'AAD' ? 'meid_token' : 'key';
  const key = stringOf(credentials.key);
  const secrets: Readonly<Record<string, string>> = key === undefined ? {} : { api_key: key };
  const connection = (type: string, configs: Readonly<Record<string, string | undefined>>): Connection => ({
    name,
    type,
    configs: defined(configs),
    secrets,
  });
  const apiVersion = metadata.get('apiversion');

  switch (properties.category) {
    case 'AzureOpenAI':
      return connection('azure_open_ai', {
        api_base: model,
        api_type: 'azure',
        api_version: apiVersion,
        auth_mode: authMode,
        resource_id: metadata.get('resourceid'),
      });
    case 'OpenAI':
      return connection('open_ai', { base_url: `${model}/v1`, organization: metadata.get('organization') });
    case 'Serverless':
      return connection('serverless', { api_base: `${model}/v1` });
    case 'AIServices':
      return connection('azure_ai_services', { endpoint: target, auth_mode: authMode });
    case 'CognitiveSearch':
      return connection('cognitive_search', { api_base: target, api_version: apiVersion, auth_mode: authMode });
    case 'Serp':
      return connection('serp', {});
    case 'CognitiveService':
      return connection(metadata.get('kind') === 'Form Recognizer' ? 'form_recognizer' : 'azure_content_safety', {
        endpoint: target,
        api_version: apiVersion,
        api_type: metadata.get('kind'),
      });
    case 'CustomKeys':
      return { name, type: 'custom', configs: customConfigs(properties), secrets: strings(objectOf(credentials.keys)) };
    default:
      throw new Error(
        `Connection '${name}' has the category '${textOf(properties.category)}', which prompt flow does not know.`,
      );
  }
}

/** Prompt flow reads the keys of metadata in any case. */
function metadataOf(properties: JsonObject): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(objectOf(properties.metadata)).map(([key, value]) => [key.toLowerCase(), textOf(value)]),
  );
}

function customConfigs(properties: JsonObject): Readonly<Record<string, string>> {
  const entries = Object.entries(strings(objectOf(properties.metadata)));
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith('azureml.flow.')));
}

function strings(values: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, textOf(value)]));
}

/** Empty values count as absent: the defaults of prompt flow's classes then hold. */
function defined(values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}

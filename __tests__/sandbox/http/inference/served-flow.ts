import { deployer } from '../../../../sandbox';
import { EmulatedAzure, group, identity, region, registry, storage, workspace } from '../emulated-workspace';

/** Files of a flow by path. */
export type FlowFiles = Readonly<Record<string, string>>;

/** A flow of one prompt node, which needs neither Python nor a model. */
export function promptFlow(text: string): FlowFiles {
  return flow(['type: prompt', 'source: { type: code, path: greet.jinja2 }'], { 'greet.jinja2': text });
}

/** A flow of one Python node that returns `expression`, which may use `name`. */
export function pythonFlow(expression: string): FlowFiles {
  const lines = ['import os, time', 'from promptflow.core import tool', '', '@tool', 'def greet(name: str):'];
  const source = [...lines, `    return ${expression}`, ''].join('\n');
  return flow(['type: python', 'source: { type: code, path: greet.py }'], { 'greet.py': source });
}

/** A flow of one LLM node that uses a connection. */
export function modelFlow(connection: string): FlowFiles {
  return flow(
    ['type: llm', 'source: { type: code, path: greet.jinja2 }', `connection: ${connection}`, 'api: chat'],
    { 'greet.jinja2': 'user:\nGreet {{name}}.' },
    'deployment_name: gpt-4o, ',
  );
}

function flow(node: readonly string[], files: FlowFiles, inputs = ''): FlowFiles {
  const document = [
    'inputs:',
    '  name: { type: string }',
    'outputs:',
    '  greeting: { type: string, reference: "${greet.output}" }',
    'nodes:',
    '  - name: greet',
    ...node.map((line) => `    ${line}`),
    `    inputs: { ${inputs}name: "\${inputs.name}" }`,
  ];
  return { 'flow.dag.yaml': document.join('\n'), ...files };
}

/** A workspace in a sandbox of its own, whose identity holds all grants unless the test takes care of them. */
export class ServingWorkspace {
  private registered = 0;

  private constructor(
    readonly azure: EmulatedAzure,
    readonly identity: { readonly principalId: string; readonly clientId: string },
  ) {}

  static async open(options: { readonly grants?: boolean; readonly simulation?: readonly string[] } = {}) {
    const { grants = true, simulation = [] } = options;
    const azure = await EmulatedAzure.open({ simulation });
    const serving = new ServingWorkspace(azure, await azure.createWorkspace());
    await azure.grant(deployer.objectId, 'AzureML Data Scientist', workspace);
    await azure.put(`${workspace}/environments/serving/versions/1`, { properties: { image: 'example.com/serving:1' } });
    if (grants) for (const grant of ['registry', 'storage', 'connections'] as const) await serving.grant(grant);
    return serving;
  }

  /** Makes one of the grants that an endpoint's identity needs; answers the id of the assignment. */
  grant(what: 'registry' | 'storage' | 'connections'): Promise<string> {
    const { principalId } = this.identity;
    if (what === 'registry') return this.azure.grant(principalId, 'AcrPull', registry);
    if (what === 'storage') return this.azure.grant(principalId, 'Storage Blob Data Reader', storage);
    const role = 'Azure Machine Learning Workspace Connection Secrets Reader';
    return this.azure.grant(principalId, role, workspace);
  }

  /** Uploads the files and registers them as a model version; answers its id. */
  async register(files: FlowFiles, version = `${(this.registered += 1)}`): Promise<string> {
    const datastore = await this.azure.arm('GET', `${workspace}/datastores/workspaceblobstore`);
    const { accountName = '', containerName = '' } = datastore.body.properties as Record<string, string>;
    for (const [path, content] of Object.entries(files)) {
      await this.upload(`${accountName}/${containerName}/flows/${version}/${path}`, content);
    }
    const modelUri = `azureml:/${group}/workspaces/mlw-test/datastores/workspaceblobstore/paths/flows/${version}`;
    const id = `${workspace}/models/greetings/versions/${version}`;
    await this.azure.put(id, { properties: { modelUri, modelType: 'custom_model' } });
    return id;
  }

  /** An endpoint, on an attached cluster where `compute` names one. */
  async endpoint(name: string, authMode = 'AADToken', compute?: string): Promise<ServedEndpoint> {
    const endpoint = new ServedEndpoint(this, name, authMode, compute);
    await endpoint.setTraffic({});
    return endpoint;
  }

  private async upload(path: string, content: string): Promise<void> {
    const { sandbox } = this.azure;
    const url = `${sandbox.endpoint}/blob/${path}`;
    const authorization = `Bearer ${sandbox.token()}`;
    const headers = { authorization, 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2025-01-05' };
    const response = await fetch(url, { method: 'PUT', headers, body: content });
    if (response.status !== 201) throw new Error(`PUT ${url}: ${response.status} ${await response.text()}`);
  }
}

/** What a deployment may have beside its flow. */
export interface DeploymentSettings {
  readonly requestSettings?: Readonly<Record<string, unknown>>;
  readonly environmentVariables?: Readonly<Record<string, string>>;
  readonly environmentId?: string;
}

/** What came back for a scoring request. */
export interface Score {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly greeting?: unknown;
    readonly error?: {
      readonly code: string;
      readonly message: string;
    };
  };
}

/** An online endpoint of the workspace. */
export class ServedEndpoint {
  readonly id: string;

  constructor(
    private readonly serving: ServingWorkspace,
    readonly name: string,
    private readonly authMode: string,
    private readonly compute?: string,
  ) {
    this.id = `${workspace}/onlineEndpoints/${name}`;
  }

  async setTraffic(traffic: Record<string, number>, mirrorTraffic: Record<string, number> = {}): Promise<void> {
    await this.serving.azure.put(this.id, {
      location: region,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
      properties: { authMode: this.authMode, compute: this.compute, traffic, mirrorTraffic },
    });
  }

  /** Creates or replaces a deployment that runs the flow. */
  async deploy(name: string, files: FlowFiles, settings: DeploymentSettings = {}): Promise<void> {
    await this.deployModel(name, await this.serving.register(files), settings);
  }

  async deployModel(name: string, model: string, settings: DeploymentSettings = {}): Promise<void> {
    await this.serving.azure.put(`${this.id}/deployments/${name}`, {
      location: region,
      sku: { name: 'Default', capacity: 1 },
      properties: {
        endpointComputeType: this.compute === undefined ? 'Managed' : 'Kubernetes',
        model,
        environmentId: `${workspace}/environments/serving/versions/1`,
        environmentVariables: { AZURE_CLIENT_ID: this.serving.identity.clientId },
        requestSettings: { maxConcurrentRequestsPerInstance: 10, requestTimeout: 'PT30S' },
        ...settings,
      },
    });
  }

  /** Sends a request as the deployer, unless the headers say otherwise. */
  async score(body: unknown, headers: Record<string, string> = {}): Promise<Score> {
    const response = await this.request(body, headers);
    return { status: response.status, headers: response.headers, body: (await response.json()) as Score['body'] };
  }

  /** The body of the answer as it came. */
  async text(body: unknown, headers: Record<string, string> = {}): Promise<string> {
    return (await this.request(body, headers)).text();
  }

  private request(body: unknown, headers: Record<string, string>): Promise<Response> {
    const { sandbox } = this.serving.azure;
    return fetch(`${sandbox.endpoint}/inference/${region}/${this.name}/score`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.token()}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
}

import { BlobServiceClient } from '@azure/storage-blob';
import { type EmulatedAzure, identity, region, registry, storage, workspace } from '../emulated-workspace';

export const endpointId = `${workspace}/onlineEndpoints/greetings`;

/** Files of a flow by path. */
export type FlowFiles = Readonly<Record<string, string>>;

/** A flow of one Python node; `expression` may use `name`. */
export function pythonFlow(expression: string): FlowFiles {
  return {
    'flow.dag.yaml': [
      'inputs:',
      '  name: { type: string }',
      'outputs:',
      '  greeting: { type: string, reference: "${greet.output}" }',
      'nodes:',
      '  - name: greet',
      '    type: python',
      '    source: { type: code, path: greet.py }',
      '    inputs: { name: "${inputs.name}" }',
    ].join('\n'),
    'greet.py': [
      'import os, time',
      'from promptflow.core import tool',
      '',
      '@tool',
      'def greet(name: str) -> str:',
      `    return ${expression}`,
    ].join('\n'),
  };
}

/** A flow of one LLM node that uses the connection `aoai`. */
export const modelFlow: FlowFiles = {
  'flow.dag.yaml': [
    'inputs:',
    '  name: { type: string }',
    'outputs:',
    '  greeting: { type: string, reference: "${greet.output}" }',
    'nodes:',
    '  - name: greet',
    '    type: llm',
    '    source: { type: code, path: greet.jinja2 }',
    '    inputs: { deployment_name: gpt-4o, name: "${inputs.name}" }',
    '    connection: aoai',
    '    api: chat',
  ].join('\n'),
  'greet.jinja2': 'user:\nGreet {{name}}.',
};

/** Registers flows and serves them at one endpoint, as a deploy would. */
export class Serving {
  private versions = 0;

  constructor(
    private readonly azure: EmulatedAzure,
    private readonly owner: { readonly principalId: string; readonly clientId: string },
  ) {}

  /** All grants that the endpoint's identity needs, by what they are for. */
  async grantAll(): Promise<Record<'registry' | 'storage' | 'connections', string>> {
    const { principalId } = this.owner;
    return {
      registry: await this.azure.grant(principalId, 'AcrPull', registry),
      storage: await this.azure.grant(principalId, 'Storage Blob Data Reader', storage),
      connections: await this.azure.grant(
        principalId,
        'Azure Machine Learning Workspace Connection Secrets Reader',
        workspace,
      ),
    };
  }

  async createEndpoint(authMode = 'AADToken'): Promise<void> {
    await this.azure.put(endpointId, this.endpointBody({}, {}, authMode));
  }

  /** Registers a version of the flow and deploys it. */
  async deploy(name: string, files: FlowFiles, settings: Record<string, unknown> = {}, variables = {}): Promise<void> {
    this.versions += 1;
    const model = await this.register(`${this.versions}`, files);
    const environment = `${workspace}/environments/serving/versions/1`;
    await this.azure.put(environment, { properties: { image: 'mcr.microsoft.com/promptflow:1' } });
    await this.azure.put(`${endpointId}/deployments/${name}`, {
      location: region,
      sku: { name: 'Default', capacity: 1 },
      properties: {
        endpointComputeType: 'Managed',
        model,
        environmentId: environment,
        environmentVariables: { AZURE_CLIENT_ID: this.owner.clientId, ...variables },
        requestSettings: { maxConcurrentRequestsPerInstance: 10, requestTimeout: 'PT30S', ...settings },
      },
    });
  }

  async setTraffic(traffic: Record<string, number>, mirrorTraffic = {}, authMode = 'AADToken'): Promise<void> {
    await this.azure.put(endpointId, this.endpointBody(traffic, mirrorTraffic, authMode));
  }

  /** Scores as the deployer, or with the given headers. */
  score(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.azure.sandbox.endpoint}/inference/${region}/greetings/score`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.azure.sandbox.token()}`,
        'content-type': 'application/json',
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  private endpointBody(traffic: object, mirrorTraffic: object, authMode: string): Record<string, unknown> {
    return {
      location: region,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
      properties: { authMode, traffic, mirrorTraffic },
    };
  }

  private async register(version: string, files: FlowFiles): Promise<string> {
    const { body } = await this.azure.arm('GET', `${workspace}/datastores?isDefault=true`);
    const [{ name, properties }] = body.value;
    const { sandbox } = this.azure;
    const client = new BlobServiceClient(sandbox.blobEndpoint(properties.accountName));
    const token = `Bearer ${sandbox.token()}`;
    for (const [path, content] of Object.entries(files)) {
      const url = `${client.url.replace(/\/$/, '')}/${properties.containerName}/flows/${version}/${path}`;
      const response = await fetch(url, {
        method: 'PUT',
        headers: { authorization: token, 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2025-01-05' },
        body: content,
      });
      if (response.status !== 201) throw new Error(`PUT ${url}: ${response.status} ${await response.text()}`);
    }
    const modelUri = `azureml:/${workspace.replace('/resourceGroups/', '/resourceGroups/').replace('/providers/Microsoft.MachineLearningServices', '')}/datastores/${name}/paths/flows/${version}`;
    const id = `${workspace}/models/greetings/versions/${version}`;
    await this.azure.put(id, { properties: { modelUri, modelType: 'custom_model' } });
    return id;
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArmBody, openResourceGraph, type OpenResourceGraph } from '../../../sandbox/arm';

export const group = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-contoso-dev';
export const storage = `${group}/providers/Microsoft.Storage/storageAccounts/stcontosodev`;
export const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-contoso-dev`;
export const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-contoso-dev`;
export const endpoint = `${workspace}/onlineEndpoints/triage`;
export const model = `${workspace}/models/triage/versions/1`;
export const servingEnvironment = `${workspace}/environments/serving/versions/1`;

export const endpointBody: ArmBody = { location: 'westeurope', properties: { authMode: 'Key' } };
export const deploymentBody: ArmBody = {
  location: 'westeurope',
  properties: { endpointComputeType: 'Managed', model, environmentId: servingEnvironment },
};

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

/** A new sandbox folder under the system's temporary folder, removed after the tests. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'llmops-arm-'));
  directories.push(directory);
  return directory;
}

/** A graph with a workspace, a model version and an environment version, as a deploy leaves them. */
export async function workspaceGraph(directory = newDirectory()): Promise<OpenResourceGraph> {
  const graph = await openResourceGraph(directory, { endpointBase: 'http://127.0.0.1:4000' });
  await graph.put(group, { location: 'westeurope' });
  await graph.put(storage, { location: 'westeurope', properties: {} });
  await graph.put(vault, { location: 'westeurope', properties: {} });
  await graph.put(workspace, { location: 'westeurope', properties: { storageAccount: storage, keyVault: vault } });
  await graph.put(model, {
    properties: { modelUri: 'azureml://datastores/workspaceblobstore/paths/triage', modelType: 'custom_model' },
  });
  await graph.put(servingEnvironment, { properties: { image: 'mcr.microsoft.com/serving:1' } });
  return graph;
}

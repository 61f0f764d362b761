import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobServiceClient, Pipeline } from '@azure/storage-blob';
import fastify from 'fastify';
import { openResourceGraph } from '../../../../sandbox/arm';
import { blobService, openBlobStore } from '../../../../sandbox/http/blob';

const group = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-contoso-dev';
export const account = `${group}/providers/Microsoft.Storage/storageAccounts/stcontosodev`;
export const container = `${account}/blobServices/default/containers/flows`;

/** Principals by the token that stands for them. */
const principals = {
  deployer: { objectId: 'aaaaaaaa-0000-0000-0000-000000000001', name: 'deployer' },
  endpoint: { objectId: 'aaaaaaaa-0000-0000-0000-000000000002', name: 'id-triage' },
  stranger: { objectId: 'aaaaaaaa-0000-0000-0000-000000000003', name: 'stranger' },
};
export type Token = keyof typeof principals;

/** A blob service on a graph with one account and one container: the deployer may write, the endpoint may read. */
export async function startBlobServer(root = mkdtempSync(join(tmpdir(), 'blob-'))) {
  const directory = join(root, 'blobs');
  const graph = await openResourceGraph(join(root, 'arm'));
  if (!graph.get(account)) {
    await graph.put(group, { location: 'westeurope' });
    await graph.put(account, { location: 'westeurope', properties: { allowSharedKeyAccess: false } });
    await graph.put(container, { properties: {} });
    await assign(principals.deployer.objectId, 'ba92f5b4-2d11-453d-a403-e96b0029c9fe');
    await assign(principals.endpoint.objectId, '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1');
  }
  async function assign(principalId: string, role: string) {
    const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${role}`;
    const id = `${account}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
    await graph.put(id, { properties: { roleDefinitionId, principalId } });
  }

  const server = fastify();
  await server.register(blobService, {
    prefix: '/blob',
    graph,
    directory,
    principalOf: ({ headers }) => principals[headers.authorization?.replace('Bearer ', '') as Token],
  });
  const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/blob`;
  const client = (token: Token = 'deployer', name = 'stcontosodev') =>
    new BlobServiceClient(`${url}/${name}`, pipelineOf(`Bearer ${token}`));
  const flows = client().getContainerClient('flows');
  return { root, directory, graph, store: openBlobStore(directory), url, client, flows, close: () => server.close() };
}

function pipelineOf(authorization: string): Pipeline {
  return new Pipeline([
    {
      create: (next) => ({
        sendRequest(request) {
          request.headers.set('Authorization', authorization);
          return next.sendRequest(request);
        },
      }),
    },
  ]);
}

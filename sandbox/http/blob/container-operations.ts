import { ArmError, type ArmResource, type JsonObject } from '../../arm/resource';
import { type BlobRequest, type Call, metadataHeaders, metadataOf, type Operation } from './call';
import { listBlobsXml } from './list-blobs';
import { badRequest, containerNotFound, StorageError } from './storage-error';
import { toXml } from './xml';

/** By method, `restype` and `comp`. A container is a resource of the graph, so Terraform and ARM see the same ones. */
export const containerOperations: Readonly<Record<string, Operation>> = {
  'PUT container': createContainer,
  'GET container': showContainer,
  'HEAD container': showContainer,
  'DELETE container': deleteContainer,
  'GET container list': listBlobs,
};

/** Lists the containers of an account. */
export function listContainers({ reply, access: { graph }, account, request }: Call) {
  const { prefix = '' } = request.query;
  const containers = graph
    .list('Microsoft.Storage/storageAccounts/blobServices/containers', `${account.id}/blobServices/default`)
    .filter(({ name }) => name.startsWith(prefix));
  const xml = toXml({
    EnumerationResults: {
      '@ServiceEndpoint': endpointOf(request, 0),
      ...(prefix === '' ? {} : { Prefix: prefix }),
      Containers: {
        Container: containers.map((container) => {
          const { etag, lastModified } = stampOf(container);
          return {
            Name: container.name,
            Properties: { 'Last-Modified': lastModified, Etag: etag.replaceAll('"', ''), LeaseState: 'available' },
          };
        }),
      },
      NextMarker: '',
    },
  });
  return reply.type('application/xml').send(xml);
}

async function createContainer({ request, reply, access: { graph }, container, containerId }: Call) {
  if (request.headers['x-ms-blob-public-access'] !== undefined) {
    const message = 'Public access is not permitted on this storage account: the sandbox has private containers only.';
    throw new StorageError(409, 'PublicAccessNotPermitted', message);
  }
  if (graph.get(containerId)) {
    throw new StorageError(409, 'ContainerAlreadyExists', `The specified container already exists: ${container}.`);
  }
  const properties = { metadata: metadataOf(request), lastModifiedTime: new Date().toISOString() };
  const created = await graph.put(containerId, { properties }).catch((error: unknown) => {
    throw error instanceof ArmError ? badRequest('InvalidResourceName', error.message) : error;
  });
  const { etag, lastModified } = stampOf(created);
  return reply.code(201).headers({ etag, 'last-modified': lastModified }).send();
}

function showContainer(call: Call) {
  const resource = call.access.graph.get(call.containerId);
  if (!resource) throw containerNotFound(call.container);
  const { etag, lastModified } = stampOf(resource);
  const metadata = metadataHeaders((resource.properties.metadata as JsonObject | undefined) ?? {});
  const state = { 'x-ms-lease-state': 'available', 'x-ms-lease-status': 'unlocked', ...metadata };
  return call.reply.headers({ etag, 'last-modified': lastModified, ...state }).send();
}

async function deleteContainer({ access: { graph }, container, containerId, reply }: Call) {
  if (!(await graph.delete(containerId))) throw containerNotFound(container);
  return reply.code(202).send();
}

function listBlobs({ access: { graph }, store, account, container, containerId, request, reply }: Call) {
  if (!graph.get(containerId)) throw containerNotFound(container);
  const headers = store.headers(account.name, container, request.query.prefix ?? '');
  const xml = listBlobsXml(headers, request.query, { endpoint: endpointOf(request, 1), container });
  return reply.type('application/xml').send(xml);
}

/** Containers that came with a workspace or from Terraform have no time of their own. */
function stampOf({ properties }: ArmResource): { etag: string; lastModified: string } {
  const time = typeof properties.lastModifiedTime === 'string' ? Date.parse(properties.lastModifiedTime) : 0;
  return { etag: `"0x${time.toString(16).toUpperCase()}"`, lastModified: new Date(time).toUTCString() };
}

/** The account's address: that of the request without its last `segments`. */
function endpointOf({ protocol, host, url }: BlobRequest, segments: number): string {
  const path = url.split('?')[0]?.replace(/\/+$/, '').split('/') ?? [];
  return `${protocol}://${host}${path.slice(0, path.length - segments).join('/')}`;
}

import { randomUUID } from 'node:crypto';
import { type FastifyError, type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import { type ArmResource, type Principal, type ResourceGraph } from '../../arm/resource';
import { type GraphChange, type OpenResourceGraph } from '../../arm/graph';
import { checkAccess } from './access';
import { blobOperations } from './blob-operations';
import { type BlobStore, openBlobStore } from './blob-store';
import { type BlobRequest, type Call, type Operation } from './call';
import { containerOperations, listContainers } from './container-operations';
import { badRequest, StorageError } from './storage-error';
import { toXml } from './xml';

export { type BlobStore, openBlobStore } from './blob-store';

export interface BlobServiceOptions {
  /** Accounts, containers and roles; its deletions take blobs with them. */
  readonly graph: ResourceGraph & Pick<OpenResourceGraph, 'onChange'>;
  /** Where the blobs are kept, and nothing else. */
  readonly directory: string;
  /** The caller by its bearer token; undefined where the token is not one of the sandbox. */
  principalOf(request: FastifyRequest): Principal | undefined;
}

/** The largest body of one request. Larger blobs come in blocks, as the SDK sends them. */
const bodyLimit = 256 * 1024 * 1024;
const accountType = 'Microsoft.Storage/storageAccounts';
const containerType = `${accountType}/blobServices/containers`;

/**
 * Azure's blob service for @azure/storage-blob, at `/<account>/<container>/<blob>`: bearer tokens, roles, block blobs,
 * conditions, ranges, listings. Accounts and containers are those of the resource graph, blobs are files.
 */
export const blobService: FastifyPluginAsync<BlobServiceOptions> = async (app, { directory, ...access }) => {
  const { graph } = access;
  const store = openBlobStore(directory);
  await store.sweep((account, container) => {
    const resource = findAccount(graph, account);
    if (resource === undefined || container === undefined) return resource !== undefined;
    return graph.get(containerIdOf(resource, container)) !== undefined;
  });
  const forget = graph.onChange((change) => dropDeleted(store, change));
  app.addHook('onClose', (_app, done) => {
    forget();
    done();
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', addCommonHeaders);
  app.setErrorHandler(sendError);

  async function perform(operation: Operation | undefined, request: BlobRequest, reply: FastifyReply) {
    const { account: name, container = '', '*': blob = '' } = request.params;
    const account = findAccount(graph, name);
    if (!account) throw unknownAccount(graph, name);
    const containerId = containerIdOf(account, container);
    checkAccess(access, request, account, container === '' ? account.id : containerId);
    if (!operation || request.query.snapshot || request.query.versionid) throw notEmulated(request);
    const call: Call = { request, reply, store, access, account, container, containerId, blob };
    return operation(call);
  }

  const handlers: Readonly<Record<string, (request: BlobRequest, reply: FastifyReply) => Promise<FastifyReply>>> = {
    '/:account': forAccount,
    '/:account/': forAccount,
    '/:account/:container': forContainer,
    '/:account/:container/*': (request, reply) =>
      request.params['*'] === '' ? forContainer(request, reply) : forBlob(request, reply),
  };
  for (const [url, handler] of Object.entries(handlers)) {
    app.route({ method: ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'], url, exposeHeadRoute: false, handler });
  }

  function forAccount(request: BlobRequest, reply: FastifyReply) {
    const isListing = request.method === 'GET' && request.query.comp === 'list';
    return perform(isListing ? listContainers : undefined, request, reply);
  }

  function forContainer(request: BlobRequest, reply: FastifyReply) {
    checkNames(request);
    const { restype, comp } = request.query;
    return perform(containerOperations[keyOf(request.method, restype, comp)], request, reply);
  }

  function forBlob(request: BlobRequest, reply: FastifyReply) {
    checkNames(request);
    return perform(blobOperations[keyOf(request.method, request.query.comp)], request, reply);
  }
};

/** Drops the blobs of a storage account or container that the graph has just deleted; other changes leave them alone. */
export function dropDeleted(store: BlobStore, { kind, resource }: GraphChange): void {
  if (kind !== 'delete') return;
  if (resource.type === accountType) store.drop(resource.name);
  if (resource.type === containerType) store.drop(accountNameOf(resource), resource.name);
}

const keyOf = (...parts: readonly (string | undefined)[]) => parts.filter(Boolean).join(' ');

const containerIdOf = (account: ArmResource, container: string) =>
  `${account.id}/blobServices/default/containers/${container}`;

const accountNameOf = ({ id }: ArmResource) => id.split('/').at(-5) ?? '';

const findAccount = (graph: ResourceGraph, name: string) =>
  graph.list(accountType).find((account) => account.name === name);

function checkNames({ params: { container = '', '*': blob = '' } }: BlobRequest): void {
  if (!/^[a-z0-9$][a-z0-9-]{2,62}$/.test(container)) {
    throw badRequest('InvalidResourceName', `The container name "${container}" must be 3 to 63 of a-z, 0-9 and -.`);
  }
  if (blob.length > 1024)
    throw badRequest('InvalidUri', `The blob name has ${blob.length} characters, 1024 are allowed.`);
}

function unknownAccount(graph: ResourceGraph, name: string): StorageError {
  const known = graph.list(accountType).map((account) => account.name);
  const there = known.length === 0 ? 'It has none yet.' : `It has ${known.join(', ')}.`;
  return new StorageError(404, 'ResourceNotFound', `The sandbox has no storage account ${name}. ${there}`);
}

function notEmulated({ method, url }: FastifyRequest): StorageError {
  return new StorageError(501, 'NotImplemented', `The sandbox's blob service does not emulate ${method} ${url}.`);
}

function addCommonHeaders({ headers }: FastifyRequest, reply: FastifyReply, done: () => void) {
  const clientId = headers['x-ms-client-request-id'];
  void reply.headers({
    'x-ms-request-id': randomUUID(),
    'x-ms-version': headers['x-ms-version'] ?? '2025-01-05',
    'x-ms-simulated': 'true',
    ...(clientId === undefined ? {} : { 'x-ms-client-request-id': clientId }),
  });
  done();
}

function sendError(error: FastifyError | StorageError, request: FastifyRequest, reply: FastifyReply) {
  const status = error instanceof StorageError ? error.status : (error.statusCode ?? 500);
  const code = error instanceof StorageError ? error.code : (codes[status] ?? 'InternalError');
  void reply.code(status).header('x-ms-error-code', code);
  if (request.method === 'HEAD' || status === 304) return reply.send();
  return reply.type('application/xml').send(toXml({ Error: { Code: code, Message: error.message } }));
}

/** What fastify itself refuses. */
const codes: Readonly<Record<number, string>> = { 400: 'InvalidInput', 413: 'RequestBodyTooLarge' };

import { createHash } from 'node:crypto';
import { type BlobHeader } from './blob-file';
import { type BlobAddress } from './blob-store';
import { byteRange } from './byte-range';
import { type BlobRequest, type Call, metadataHeaders, metadataOf, type Operation } from './call';
import { assembleBlocks } from './block-list';
import { checkReadConditions, checkWriteConditions } from './conditions';
import { badRequest, blobNotFound, containerNotFound, StorageError } from './storage-error';

/** By method and `comp`. */
export const blobOperations: Readonly<Record<string, Operation>> = {
  PUT: putBlob,
  'PUT block': putBlock,
  'PUT blocklist': putBlockList,
  GET: getBlob,
  HEAD: getBlob,
  DELETE: deleteBlob,
};

async function putBlob(call: Call) {
  const { request, store } = call;
  const type = request.headers['x-ms-blob-type'];
  if (type !== 'BlockBlob') {
    throw new StorageError(
      501,
      'NotImplemented',
      `The sandbox has block blobs only; x-ms-blob-type is ${String(type)}.`,
    );
  }
  const address = addressOf(call);
  const content = bodyOf(request);
  const md5 = checkedMd5(request, content);
  const headers = { ...contentHeaders(request), 'content-md5': md5 };
  const blob = { size: content.length, headers, metadata: metadataOf(request) };
  const written = await store.write(address, blob, [content], (existing) =>
    checkWriteConditions(request.headers, existing),
  );
  store.discardBlocks(address);
  return created(call, written);
}

async function putBlock(call: Call) {
  const { request, reply, store } = call;
  const id = request.query.blockid ?? '';
  const bytes = Buffer.from(id, 'base64');
  if (bytes.length === 0 || bytes.length > 64 || bytes.toString('base64') !== id) {
    throw badRequest('InvalidQueryParameterValue', `blockid is "${id}": it must be Base64 of 1 to 64 bytes.`);
  }
  const content = bodyOf(request);
  const md5 = checkedMd5(request, content);
  await store.stageBlock(addressOf(call), id, content);
  return reply.code(201).headers({ 'content-md5': md5, 'x-ms-request-server-encrypted': 'true' }).send();
}

async function putBlockList(call: Call) {
  const { request, store } = call;
  const address = addressOf(call);
  const { blocks, content } = assembleBlocks(store, address, bodyOf(request).toString());
  const size = blocks.reduce((sum, block) => sum + block.size, 0);
  const blob = { size, blocks, headers: contentHeaders(request), metadata: metadataOf(request) };
  const written = await store.write(address, blob, content, (existing) =>
    checkWriteConditions(request.headers, existing),
  );
  store.discardBlocks(address);
  return created(call, written);
}

function getBlob(call: Call) {
  const { request, reply, store } = call;
  const address = addressOf(call);
  const blob = store.open(address);
  if (!blob) throw blobNotFound(address.name);
  const { header } = blob;
  try {
    checkReadConditions(request.headers, header);
    const range = request.method === 'HEAD' ? undefined : byteRange(request.headers, header.size);
    const { start, end } = range ?? { start: 0, end: header.size };
    const { 'content-md5': md5, ...headers } = header.headers;
    void reply.headers({
      ...headers,
      ...(md5 === undefined ? {} : { [range ? 'x-ms-blob-content-md5' : 'content-md5']: md5 }),
      ...stampOf(header),
      ...metadataHeaders(header.metadata),
      'content-length': end - start,
      'accept-ranges': 'bytes',
      'x-ms-blob-type': 'BlockBlob',
      'x-ms-creation-time': new Date(header.created).toUTCString(),
      'x-ms-lease-state': 'available',
      'x-ms-lease-status': 'unlocked',
      'x-ms-server-encrypted': 'true',
    });
    if (request.method !== 'HEAD') {
      if (range) void reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${header.size}`);
      return reply.send(blob.stream(start, end));
    }
  } catch (error) {
    blob.close();
    throw error;
  }
  blob.close();
  return reply.send();
}

function deleteBlob(call: Call) {
  const { request, reply, store } = call;
  const address = addressOf(call);
  const existed = store.delete(address, (existing) => {
    if (existing) checkWriteConditions(request.headers, existing);
  });
  if (!existed) throw blobNotFound(address.name);
  return reply.code(202).header('x-ms-delete-type-permanent', 'true').send();
}

function addressOf({ access, account, container, containerId, blob }: Call): BlobAddress {
  if (!access.graph.get(containerId)) throw containerNotFound(container);
  return { account: account.name, container, name: blob };
}

function created({ reply }: Call, header: BlobHeader) {
  const md5 = header.headers['content-md5'];
  const encrypted = { 'x-ms-request-server-encrypted': 'true' };
  return reply
    .code(201)
    .headers({ ...stampOf(header), ...encrypted, ...(md5 === undefined ? {} : { 'content-md5': md5 }) })
    .send();
}

const stampOf = ({ etag, modified }: BlobHeader) => ({ etag, 'last-modified': new Date(modified).toUTCString() });

function bodyOf({ body }: BlobRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** MD5 in Base64; throws where the caller sent another one, so that what was damaged on the way is not kept. */
function checkedMd5({ headers }: BlobRequest, content: Buffer): string {
  const md5 = createHash('md5').update(content).digest('base64');
  const sent = headers['content-md5'];
  if (sent === undefined || sent === md5) return md5;
  throw badRequest('Md5Mismatch', `The MD5 of what arrived is ${md5}, not ${String(sent)} as the header says.`);
}

/** What a reader of the blob gets in its headers. */
function contentHeaders({ headers }: BlobRequest): Record<string, string> {
  const names = [
    'content-type',
    'content-encoding',
    'content-language',
    'content-disposition',
    'cache-control',
    'content-md5',
  ];
  const entries = names.flatMap((name) => {
    const value = headers[`x-ms-blob-${name}`];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return { 'content-type': 'application/octet-stream', ...Object.fromEntries(entries) };
}

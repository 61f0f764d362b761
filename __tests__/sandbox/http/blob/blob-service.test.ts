import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { account, container, startBlobServer, type Token } from './blob-server';

let service: Awaited<ReturnType<typeof startBlobServer>>;

beforeEach(async () => {
  service = await startBlobServer();
});
afterEach(async () => {
  await service.close();
  rmSync(service.root, { recursive: true, force: true, maxRetries: 3 });
});

const upload = (name: string, content = `content of ${name}`) =>
  service.flows.getBlockBlobClient(name).upload(content, Buffer.byteLength(content));
const download = (name: string) => service.flows.getBlobClient(name).downloadToBuffer();
const refusal = (status: number, code: string) => expect.objectContaining({ statusCode: status, code }) as unknown;

describe('a blob', () => {
  test('comes back as it was sent, with its headers and metadata', async () => {
    const content = Buffer.from('{"a": "\u00e4"}\n');
    const blob = service.flows.getBlockBlobClient('a/b.json');
    const sent = await blob.upload(content, content.length, {
      blobHTTPHeaders: { blobContentType: 'application/json', blobCacheControl: 'no-cache', blobContentEncoding: 'x' },
      metadata: { flow: 'triage' },
    });
    const got = await blob.download();
    expect(await buffer(got.readableStreamBody!)).toEqual(content);
    expect(got).toMatchObject({
      etag: sent.etag,
      contentType: 'application/json',
      cacheControl: 'no-cache',
      contentEncoding: 'x',
      metadata: { flow: 'triage' },
      contentMD5: createHash('md5').update(content).digest(),
    });
    expect(await blob.getProperties()).toMatchObject({ contentLength: content.length, blobType: 'BlockBlob' });
  });

  test.each([
    'plain.txt',
    'a b/c+d&e%20f#g?h.txt',
    'umlaut \u00e4 \u{1f600}/"quoted" <tag>',
    '..a/b..',
    `long/${'x'.repeat(900)}`,
    'control\u0001',
  ])('may be named %j', async (name) => {
    await upload(name);
    expect((await download(name)).toString()).toBe(`content of ${name}`);
    const names = [];
    for await (const blob of service.flows.listBlobsFlat()) names.push(blob.name);
    expect(names).toEqual([name]);
  });

  test('stays in its container, whatever its name', async () => {
    const url = `${service.url}/stcontosodev/flows/${encodeURIComponent('../../../escape')}`;
    const headers = { authorization: 'Bearer deployer', 'x-ms-blob-type': 'BlockBlob' };
    expect((await fetch(url, { method: 'PUT', headers, body: 'x' })).status).toBe(201);
    expect(await service.store.list('stcontosodev', 'flows', '')).toEqual(['../../../escape']);
    expect(readdirSync(service.root).sort()).toEqual(['arm', 'blobs']);
  });

  test('may differ from another by case alone, and may be named as the folder of another', async () => {
    for (const name of ['a', 'A', 'a/b']) await upload(name);
    for (const name of ['a', 'A', 'a/b']) expect((await download(name)).toString()).toBe(`content of ${name}`);
  });

  test('may be empty', async () => {
    await upload('empty', '');
    expect(await service.store.read('stcontosodev', 'flows', 'empty')).toEqual(Buffer.alloc(0));
    const got = await service.flows.getBlobClient('empty').download();
    expect(await buffer(got.readableStreamBody!)).toHaveLength(0);
  });

  test('is replaced whole, and keeps its time of creation', async () => {
    await upload('a', 'first and longer');
    const before = await service.flows.getBlobClient('a').getProperties();
    await upload('a', 'second');
    const after = await service.flows.getBlobClient('a').getProperties();
    expect((await download('a')).toString()).toBe('second');
    expect(after.etag).not.toBe(before.etag);
    expect(after.createdOn).toEqual(before.createdOn);
  });

  test('is read in ranges', async () => {
    await upload('digits', '0123456789');
    const part = await service.flows.getBlobClient('digits').download(2, 3);
    expect(part.contentRange).toBe('bytes 2-4/10');
    expect((await buffer(part.readableStreamBody!)).toString()).toBe('234');
    const rest = await service.flows.getBlobClient('digits').download(8, 100);
    expect((await buffer(rest.readableStreamBody!)).toString()).toBe('89');
    await expect(service.flows.getBlobClient('digits').download(10)).rejects.toEqual(refusal(416, 'InvalidRange'));
  });

  test('that is not there is a 404, by every way', async () => {
    const blob = service.flows.getBlobClient('nothing');
    expect(await blob.exists()).toBe(false);
    await expect(blob.download()).rejects.toEqual(refusal(404, 'BlobNotFound'));
    await expect(blob.delete()).rejects.toEqual(refusal(404, 'BlobNotFound'));
    expect((await blob.deleteIfExists()).succeeded).toBe(false);
    expect(await service.store.read('stcontosodev', 'flows', 'nothing')).toBeUndefined();
  });

  test('is gone after it was deleted', async () => {
    await upload('a');
    await service.flows.deleteBlob('a');
    expect(await service.flows.getBlobClient('a').exists()).toBe(false);
  });

  test('that was damaged on its way is refused', async () => {
    const blob = service.flows.getBlockBlobClient('a');
    const options = { requestOptions: {}, transactionalContentMD5: Buffer.alloc(16) };
    await expect(blob.stageBlock('YQ==', 'x', 1, options)).rejects.toEqual(refusal(400, 'Md5Mismatch'));
  });
});

describe('conditions', () => {
  test('only if new: the second writer is refused, also when both write at once', async () => {
    const write = (text: string) =>
      service.flows.getBlockBlobClient('a').upload(text, text.length, { conditions: { ifNoneMatch: '*' } });
    const results = await Promise.allSettled(['1', '2', '3', '4', '5'].map(write));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toEqual(Array(4).fill(refusal(409, 'BlobAlreadyExists')));
  });

  test('only if unchanged: a writer who knows an older blob is refused', async () => {
    const { etag } = await upload('a');
    await upload('a', 'newer');
    const blob = service.flows.getBlockBlobClient('a');
    const conditions = { ifMatch: etag! };
    await expect(blob.upload('x', 1, { conditions })).rejects.toEqual(refusal(412, 'ConditionNotMet'));
    await expect(blob.delete({ conditions })).rejects.toEqual(refusal(412, 'ConditionNotMet'));
    await expect(blob.download(0, undefined, { conditions })).rejects.toEqual(refusal(412, 'ConditionNotMet'));
    expect((await download('a')).toString()).toBe('newer');
  });

  test('only if changed: a reader who has the blob gets 304', async () => {
    const { etag, lastModified } = await upload('a');
    const blob = service.flows.getBlobClient('a');
    const read = (conditions: object) => blob.download(0, undefined, { conditions });
    await expect(read({ ifNoneMatch: etag })).rejects.toMatchObject({ statusCode: 304 });
    await expect(read({ ifModifiedSince: lastModified })).rejects.toMatchObject({ statusCode: 304 });
    await expect(read({ ifUnmodifiedSince: new Date(0) })).rejects.toMatchObject({ statusCode: 412 });
    expect((await read({ ifModifiedSince: new Date(0) })).etag).toBe(etag);
  });
});

describe('blocks', () => {
  test('make up a large blob that the SDK streams', async () => {
    const content = Buffer.from(Array.from({ length: 100_000 }, (_, index) => `line ${index}\n`).join(''));
    await service.flows.getBlockBlobClient('large').uploadStream(Readable.from([content]), 64 * 1024, 4);
    expect((await download('large')).equals(content)).toBe(true);
    expect((await service.store.read('stcontosodev', 'flows', 'large'))!.equals(content)).toBe(true);
  });

  test('are no blob until the list of them is sent', async () => {
    const blob = service.flows.getBlockBlobClient('a');
    await blob.stageBlock('MDE=', 'one', 3);
    expect(await blob.exists()).toBe(false);
    expect(await service.store.list('stcontosodev', 'flows', '')).toEqual([]);
    await blob.stageBlock('MDI=', 'two', 3);
    await blob.commitBlockList(['MDI=', 'MDE=']);
    expect((await download('a')).toString()).toBe('twoone');
  });

  test('of the blob as it is may be used again', async () => {
    const blob = service.flows.getBlockBlobClient('a');
    for (const [id, text] of Object.entries({ 'MDE=': 'one', 'MDI=': 'two' })) await blob.stageBlock(id, text, 3);
    await blob.commitBlockList(['MDE=', 'MDI=']);
    await blob.stageBlock('MDM=', 'three', 5);
    await blob.commitBlockList(['MDM=', 'MDI=']);
    expect((await download('a')).toString()).toBe('threetwo');
  });

  test('that are not there are refused, and the blob stays', async () => {
    await upload('a', 'before');
    const blob = service.flows.getBlockBlobClient('a');
    await expect(blob.commitBlockList(['MDE='])).rejects.toEqual(refusal(400, 'InvalidBlockList'));
    expect((await download('a')).toString()).toBe('before');
  });
});

describe('a listing', () => {
  beforeEach(async () => {
    for (const name of ['v1/a', 'v1/b', 'v1/c/d', 'v10/a', 'other & more']) await upload(name);
  });

  test('has the blobs under a prefix with their properties, page by page', async () => {
    const pages = [];
    for await (const page of service.flows.listBlobsFlat({ prefix: 'v1/' }).byPage({ maxPageSize: 2 })) {
      pages.push(page.segment.blobItems.map(({ name }) => name));
    }
    expect(pages).toEqual([['v1/a', 'v1/b'], ['v1/c/d']]);
    for await (const { name, properties } of service.flows.listBlobsFlat({ prefix: 'v10' })) {
      const size = 'content of v10/a'.length;
      expect({ name, size: properties.contentLength }).toEqual({ name: 'v10/a', size });
      expect(properties.lastModified.getTime()).toBeGreaterThan(Date.now() - 60_000);
    }
    expect(await service.store.list('stcontosodev', 'flows', 'v1/')).toEqual(['v1/a', 'v1/b', 'v1/c/d']);
  });

  test('shows folders where it is asked to', async () => {
    const entries = [];
    for await (const entry of service.flows.listBlobsByHierarchy('/')) entries.push(`${entry.kind} ${entry.name}`);
    expect(entries.sort()).toEqual(['blob other & more', 'prefix v1/', 'prefix v10/']);
    const inside = [];
    for await (const page of service.flows.listBlobsByHierarchy('/', { prefix: 'v1/' }).byPage({ maxPageSize: 1 })) {
      inside.push(...page.segment.blobItems, ...(page.segment.blobPrefixes ?? []));
    }
    expect(inside.map(({ name }) => name)).toEqual(['v1/a', 'v1/b', 'v1/c/']);
  });

  test('has metadata where it is asked to', async () => {
    await service.flows.getBlockBlobClient('z').upload('', 0, { metadata: { hash: 'abc' } });
    for await (const blob of service.flows.listBlobsFlat({ prefix: 'z', includeMetadata: true })) {
      expect(blob.metadata).toEqual({ hash: 'abc' });
    }
  });
});

describe('a container', () => {
  test('is a resource of the graph, however it was made', async () => {
    const made = service.client().getContainerClient('made-by-rest');
    await made.create({ metadata: { by: 'test' } });
    expect(service.graph.get(`${account}/blobServices/default/containers/made-by-rest`)).toBeDefined();
    expect((await made.getProperties()).metadata).toEqual({ by: 'test' });
    expect((await made.createIfNotExists()).succeeded).toBe(false);
    const names = [];
    for await (const { name } of service.client().listContainers()) names.push(name);
    expect(names).toEqual(['flows', 'made-by-rest']);
  });

  test('takes its blobs with it when it is deleted, by whichever way', async () => {
    await upload('a');
    await service.flows.delete();
    await service.flows.create();
    expect(await service.flows.getBlobClient('a').exists()).toBe(false);
    await upload('a');
    await service.graph.delete(container);
    await expect(upload('b')).rejects.toEqual(refusal(404, 'ContainerNotFound'));
    await service.graph.put(container, { properties: {} });
    expect(await service.flows.getBlobClient('a').exists()).toBe(false);
  });

  test('that is deleted while a blob is written to it refuses the blob', async () => {
    const write = service.store.write(
      { account: 'stcontosodev', container: 'flows', name: 'late' },
      { size: 1, headers: {}, metadata: {} },
      [Buffer.from('x')],
      () => undefined,
    );
    service.store.drop('stcontosodev', 'flows');
    await expect(write).rejects.toMatchObject({ status: 404, code: 'ContainerNotFound' });
    expect(readdirSync(join(service.directory, '.writing'))).toEqual([]);
  });

  test('with a name that Azure refuses is refused', async () => {
    const create = (name: string) => service.client().createContainer(name);
    await expect(create('UPPER')).rejects.toEqual(refusal(400, 'InvalidResourceName'));
    await expect(create('a--b')).rejects.toEqual(refusal(400, 'InvalidResourceName'));
  });
});

describe('access', () => {
  const name = 'secret.txt';
  const read = (token: Token) => service.client(token).getContainerClient('flows').getBlobClient(name).download();
  const write = (token: Token) => service.client(token).getContainerClient('flows').uploadBlockBlob(name, 'x', 1);

  test('needs a role: Reader reads, Contributor writes, others do neither', async () => {
    await write('deployer');
    await expect(read('endpoint')).resolves.toBeDefined();
    await expect(write('endpoint')).rejects.toEqual(refusal(403, 'AuthorizationPermissionMismatch'));
    await expect(write('endpoint')).rejects.toThrow(
      /id-triage .* needs the role "Storage Blob Data Contributor" on .*\/flows/,
    );
    await expect(read('stranger')).rejects.toThrow(/stranger .* needs the role "Storage Blob Data Reader"/);
  });

  test('needs a token of the sandbox', async () => {
    const anonymous = await fetch(`${service.url}/stcontosodev/flows/${name}`);
    expect([anonymous.status, anonymous.headers.get('x-ms-error-code')]).toEqual([401, 'NoAuthenticationInformation']);
    await expect(read('somebody' as Token)).rejects.toEqual(refusal(401, 'InvalidAuthenticationInfo'));
  });

  test('by shared key or signature is refused', async () => {
    const credential = new StorageSharedKeyCredential('stcontosodev', Buffer.from('key').toString('base64'));
    const byKey = new BlobServiceClient(`${service.url}/stcontosodev`, credential);
    const off = refusal(403, 'KeyBasedAuthenticationNotPermitted');
    await expect(byKey.createContainer('new')).rejects.toEqual(off);
    const signed = await fetch(`${service.url}/stcontosodev/flows/${name}?sv=2025-01-05&sig=abc`);
    expect(signed.headers.get('x-ms-error-code')).toBe('KeyBasedAuthenticationNotPermitted');
    await service.graph.put(account, { location: 'westeurope', properties: { allowSharedKeyAccess: true } });
    await expect(byKey.createContainer('new')).rejects.toEqual(refusal(403, 'AuthenticationFailed'));
  });

  test('to an account that is not there says which accounts are', async () => {
    const other = service.client('deployer', 'stother').getContainerClient('flows');
    await expect(other.getProperties()).rejects.toMatchObject({ statusCode: 404 });
    await expect(other.uploadBlockBlob('a', 'x', 1)).rejects.toThrow(
      'no storage account stother. It has stcontosodev.',
    );
  });

  test('to an account that appears at run time works at once', async () => {
    const id = account.replace('stcontosodev', 'stnew');
    await service.graph.put(id, { location: 'westeurope', properties: {} });
    await expect(service.client('deployer', 'stnew').createContainer('flows')).rejects.toThrow('needs the role');
  });
});

test('what the sandbox does not emulate is said to be so', async () => {
  await upload('a');
  const notEmulated = refusal(501, 'NotImplemented');
  await expect(service.flows.getBlobClient('a').createSnapshot()).rejects.toEqual(notEmulated);
  await expect(service.flows.getAppendBlobClient('b').create()).rejects.toEqual(notEmulated);
});

test('a deleted account leaves nothing on disk', async () => {
  await upload('a');
  expect(existsSync(join(service.directory, 'stcontosodev'))).toBe(true);
  await service.graph.delete(account);
  expect(existsSync(join(service.directory, 'stcontosodev'))).toBe(false);
});

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetRegistry, hashContent } from '../../../azure';
import { folderWith, removeFolders } from '../content/folder';
import { FakeAzure } from '../fake-azure';

let azure: FakeAzure;
beforeAll(async () => void (azure = await FakeAzure.start()));
beforeEach(() => azure.reset());
afterEach(removeFolders);
afterAll(() => azure.close());

const refusal = { status: 403, code: 'AuthorizationFailure', message: 'Not now.' };

describe('a registration that broke off', () => {
  test('while it uploaded goes on with the files that are missing', async () => {
    const files = Object.fromEntries('abcdefghij'.split('').map((name) => [`${name}.py`, name]));
    const folder = await folderWith(files);
    azure.refuseOnce('PUT', /e\.py$/, refusal);
    const interrupted = new AssetRegistry(azure.target, { concurrency: 1 }).registerFlow({ name: 'triage', folder });
    await expect(interrupted).rejects.toMatchObject({ status: 403 });
    expect(azure.blobs.size).toBe(4);
    expect(azure.versions.size).toBe(0);

    azure.requests.length = 0;
    const registered = await new AssetRegistry(azure.target).registerFlow({ name: 'triage', folder });
    expect(registered).toMatchObject({ version: '1', changed: true });
    expect(azure.sent('PUT', /^\/account1/)).toHaveLength(6);
    expect(azure.blobs.size).toBe(10);
  });

  test('before the version was made makes it, without sending any file again', async () => {
    const folder = await folderWith({ 'flow.dag.yaml': 'nodes: []' });
    azure.refuseOnce('PUT', /\/versions\/1$/, refusal);
    await expect(new AssetRegistry(azure.target).registerFlow({ name: 'triage', folder })).rejects.toThrow('Not now.');
    azure.requests.length = 0;
    await new AssetRegistry(azure.target).registerFlow({ name: 'triage', folder });
    expect(azure.sent('PUT', /./)).toEqual([expect.stringMatching(/models\/triage\/versions\/1$/)]);
  });

  test('in the middle of a large file leaves no half of it', async () => {
    const folder = await folderWith({ 'large.jsonl': randomBytes(9_000_000) });
    const file = join(folder, 'large.jsonl');
    let blocks = 0;
    azure.rule(({ method, path }) =>
      method === 'PUT' && path.startsWith('/account1') && ++blocks === 3 ? refusal : undefined,
    );
    await expect(new AssetRegistry(azure.target).registerDataset({ name: 'large', file })).rejects.toMatchObject({
      status: 403,
    });
    expect(azure.blobs.size).toBe(0);
    const { hash } = await new AssetRegistry(azure.target).registerDataset({ name: 'large', file });
    expect([...azure.blobs.keys()]).toEqual([`llmops/datasets/${hash}/large.jsonl`]);
  });
});

describe('registrations at the same time', () => {
  test('of the same content in several processes make one version', async () => {
    const folder = await folderWith({ 'flow.dag.yaml': 'nodes: []' });
    const registrations = await Promise.all(
      Array.from({ length: 6 }, () => new AssetRegistry(azure.target).registerFlow({ name: 'triage', folder })),
    );
    expect(new Set(registrations.map(({ version }) => version))).toEqual(new Set(['1']));
    expect(azure.versions.get('models/triage')).toHaveLength(1);
  });

  test('use the version that another process made while this one uploaded', async () => {
    const folder = await folderWith({ 'flow.dag.yaml': 'nodes: []' });
    const contentHash = await hashContent(folder);
    azure.rule(({ path }) => {
      if (path.startsWith('/account1'))
        azure.versions.set('models/triage', [{ name: '1', properties: { tags: { contentHash } } }]);
      return undefined;
    });
    const registration = await new AssetRegistry(azure.target).registerFlow({ name: 'triage', folder });
    expect(registration).toMatchObject({ version: '1', changed: false });
    expect(azure.versions.get('models/triage')).toHaveLength(1);
  });

  test('of different contents under one name make one version each', async () => {
    const images = Array.from({ length: 8 }, (_, index) => `mcr/pf:${index}`);
    const registrations = await Promise.all(
      images.map((image) => new AssetRegistry(azure.target).registerEnvironment({ name: 'serving', image })),
    );
    expect(registrations.map(({ version }) => Number(version)).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(registrations.every(({ changed }) => changed)).toBe(true);
    const hashes = azure.versions.get('environments/serving')!.map(({ properties }) => properties.tags!.contentHash);
    expect(new Set(hashes).size).toBe(8);
  });

  test('are told apart from a refusal that trying again cannot help', async () => {
    const message = 'The image is not allowed.';
    azure.rule(({ method }) => (method === 'PUT' ? { status: 400, code: 'BadArgument', message } : undefined));
    const registration = new AssetRegistry(azure.target).registerEnvironment({ name: 'serving', image: 'x' });
    await expect(registration).rejects.toMatchObject({ status: 400, code: 'BadArgument' });
    expect(azure.sent('PUT', /./)).toHaveLength(1);
  });

  test('wait for another operation to end where Azure answers that one is going on', async () => {
    azure.refuseOnce('PUT', /versions/, {
      status: 409,
      code: 'Conflict',
      message: 'Another operation is in progress.',
    });
    const registry = new AssetRegistry(azure.target);
    expect(await registry.registerEnvironment({ name: 'serving', image: 'x' })).toMatchObject({
      version: '1',
      changed: true,
    });
  });

  test('send no more files at once than they are allowed to', async () => {
    let sending = 0;
    let most = 0;
    azure.rule(async ({ method, path }) => {
      if (method !== 'PUT' || !path.startsWith('/account1')) return undefined;
      most = Math.max(most, ++sending);
      await new Promise((resolve) => setTimeout(resolve, 10));
      sending -= 1;
      return undefined;
    });
    const registry = new AssetRegistry(azure.target, { concurrency: 3 });
    const folders = await Promise.all(
      ['one', 'two'].map((name) => folderWith(Object.fromEntries('abcdef'.split('').map((file) => [file, name])))),
    );
    await Promise.all(folders.map((folder, index) => registry.registerFlow({ name: `flow-${index}`, folder })));
    expect(azure.blobs.size).toBe(12);
    expect(most).toBe(3);
  });
});

describe('a file that changes after it was hashed', () => {
  test.each([
    ['small', 100],
    ['large', 9_000_000],
  ])('%s, is never registered under the hash of what it was', async (_size, bytes) => {
    const folder = await folderWith({ 'data.jsonl': Buffer.alloc(bytes, 1) });
    const file = join(folder, 'data.jsonl');
    azure.rule(({ path }) => {
      if (path.endsWith('/versions')) writeFileSync(file, Buffer.alloc(bytes, 2));
      return undefined;
    });
    const registration = new AssetRegistry(azure.target).registerDataset({ name: 'data', file });
    await expect(registration).rejects.toMatchObject({
      name: 'ContentError',
      code: 'changed-while-reading',
      path: file,
    });
    expect(azure.blobs.size).toBe(0);
    expect(azure.versions.size).toBe(0);
    const { hash } = await new AssetRegistry(azure.target).registerDataset({ name: 'data', file });
    expect(hash).toBe(await hashContent(file));
  });
});

import { randomBytes } from 'node:crypto';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AssetRegistry, type AssetProgress, hashContent } from '../../../azure';
import { folderWith, removeFolders } from '../content/folder';
import { FakeAzure } from '../fake-azure';

let azure: FakeAzure;
beforeAll(async () => void (azure = await FakeAzure.start()));
beforeEach(() => azure.reset());
afterEach(removeFolders);
afterAll(() => azure.close());

const flowFiles = {
  'flow.dag.yaml': 'nodes: []',
  'prompts/classify.jinja2': 'system:\nClassify.',
  'parse.py': 'x = 1',
};

describe('registering a flow', () => {
  test('makes version 1 of a model that Azure ML knows as a prompt flow, with its files under their hash', async () => {
    const folder = await folderWith(flowFiles);
    const hash = await hashContent(folder);
    const registration = await new AssetRegistry(azure.target).registerFlow({
      name: 'triage',
      folder,
      description: 'Sorts tickets',
      chat: { input: 'question', output: 'answer' },
      tags: { team: 'support' },
    });
    expect(registration).toEqual({ kind: 'model', name: 'triage', version: '1', hash, changed: true });
    expect(azure.versions.get('models/triage')).toEqual([
      {
        name: '1',
        properties: {
          description: 'Sorts tickets',
          modelType: 'custom_model',
          modelUri: `azureml://subscriptions/sub-1/resourceGroups/rg-1/workspaces/mlw-1/datastores/workspaceblobstore/paths/llmops/flows/${hash}/triage`,
          properties: {
            'azureml.promptflow.source_flow_id': 'triage',
            'azureml.promptflow.mode': 'chat',
            'azureml.promptflow.chat_input': 'question',
            'azureml.promptflow.chat_output': 'answer',
          },
          tags: { team: 'support', contentHash: hash },
        },
      },
    ]);
    expect(Object.fromEntries([...azure.blobs].map(([path, bytes]) => [path, bytes.toString()]))).toEqual({
      [`llmops/flows/${hash}/triage/flow.dag.yaml`]: 'nodes: []',
      [`llmops/flows/${hash}/triage/prompts/classify.jinja2`]: 'system:\nClassify.',
      [`llmops/flows/${hash}/triage/parse.py`]: 'x = 1',
    });
  });

  test('that is registered already asks Azure one question and changes nothing', async () => {
    const folder = await folderWith(flowFiles);
    const first = await new AssetRegistry(azure.target).registerFlow({ name: 'triage', folder });
    azure.requests.length = 0;
    const again = await new AssetRegistry(azure.target).registerFlow({ name: 'triage', folder });
    expect(again).toEqual({ ...first, changed: false });
    expect(azure.requests.map(({ method }) => method)).toEqual(['GET']);
  });

  test('with one byte changed makes the next version', async () => {
    const folder = await folderWith(flowFiles);
    const registry = new AssetRegistry(azure.target);
    await registry.registerFlow({ name: 'triage', folder });
    await appendFile(join(folder, 'prompts/classify.jinja2'), '!');
    expect(await registry.registerFlow({ name: 'triage', folder })).toMatchObject({ version: '2', changed: true });
  });

  test('as it was some versions ago finds that version, pages back', async () => {
    const folder = await folderWith(flowFiles);
    const registry = new AssetRegistry(azure.target);
    const first = await registry.registerFlow({ name: 'triage', folder });
    for (const step of ['a', 'b', 'c', 'd']) {
      await writeFile(join(folder, 'parse.py'), step);
      await registry.registerFlow({ name: 'triage', folder });
    }
    await writeFile(join(folder, 'parse.py'), flowFiles['parse.py']);
    expect(await registry.registerFlow({ name: 'triage', folder })).toEqual({ ...first, changed: false });
    expect(azure.versions.get('models/triage')).toHaveLength(5);
  });

  test('under another name makes a model of its own', async () => {
    const folder = await folderWith(flowFiles);
    const registry = new AssetRegistry(azure.target);
    await registry.registerFlow({ name: 'triage', folder });
    expect(await registry.registerFlow({ name: 'triage-copy', folder })).toMatchObject({ version: '1', changed: true });
  });
});

describe('registering a dataset', () => {
  test('makes a data version of its one file', async () => {
    const folder = await folderWith({ 'train.jsonl': '{"a":1}\n' });
    const file = join(folder, 'train.jsonl');
    const registration = await new AssetRegistry(azure.target).registerDataset({ name: 'triage-train', file });
    const path = `llmops/datasets/${registration.hash}/train.jsonl`;
    expect(registration).toMatchObject({ kind: 'data', version: '1', changed: true });
    expect(azure.versions.get('data/triage-train')![0]!.properties).toMatchObject({
      dataType: 'uri_file',
      dataUri: expect.stringMatching(new RegExp(`/datastores/workspaceblobstore/paths/${path}$`)),
    });
    expect(azure.blobs.get(path)!.toString()).toBe('{"a":1}\n');
  });

  test('of many megabytes sends it in blocks that make up the file', async () => {
    const bytes = randomBytes(9 * 1024 * 1024 + 17);
    const folder = await folderWith({ 'large.jsonl': bytes });
    const steps: AssetProgress[] = [];
    const registry = new AssetRegistry(azure.target, { onProgress: (step) => steps.push(step) });
    const { hash } = await registry.registerDataset({ name: 'large', file: join(folder, 'large.jsonl') });
    expect(azure.blobs.get(`llmops/datasets/${hash}/large.jsonl`)!.equals(bytes)).toBe(true);
    const uploading = steps.filter(({ step }) => step === 'uploading').map(({ bytes: sent }) => sent!.done);
    expect(uploading[0]).toBe(0);
    expect(uploading.at(-1)).toBe(bytes.length);
    expect(uploading).toEqual(uploading.toSorted((one, other) => one - other));
    expect(uploading.length).toBeGreaterThan(2);
  });
});

test('a folder is no dataset', async () => {
  const file = await folderWith({ 'train.jsonl': '{}' });
  const registration = new AssetRegistry(azure.target).registerDataset({ name: 'triage-train', file });
  await expect(registration).rejects.toMatchObject({ name: 'ContentError', code: 'not-a-file', path: file });
});

test('a registry that could not read the workspace once reads it the next time', async () => {
  const folder = await folderWith(flowFiles);
  const registry = new AssetRegistry(azure.target);
  azure.refuseOnce('GET', /datastores/, { status: 403, code: 'AuthorizationFailed', message: 'Not yet.' });
  await expect(registry.registerFlow({ name: 'triage', folder })).rejects.toMatchObject({ status: 403 });
  await expect(registry.registerFlow({ name: 'triage', folder })).resolves.toMatchObject({ version: '1' });
});

describe('registering an environment', () => {
  test('makes a version with the image and the routes of prompt flow', async () => {
    const registration = await new AssetRegistry(azure.target).registerEnvironment({
      name: 'serving',
      image: 'mcr/pf:1',
    });
    expect(registration).toMatchObject({ kind: 'environment', version: '1', changed: true });
    expect(azure.versions.get('environments/serving')![0]!.properties).toEqual({
      image: 'mcr/pf:1',
      osType: 'Linux',
      inferenceConfig: {
        livenessRoute: { path: '/health', port: 8080 },
        readinessRoute: { path: '/health', port: 8080 },
        scoringRoute: { path: '/score', port: 8080 },
      },
      tags: { contentHash: registration.hash },
    });
  });

  test('makes a new version for another image or another route, and none for the same', async () => {
    const registry = new AssetRegistry(azure.target);
    const route = { path: '/', port: 80 };
    const inferenceConfig = { livenessRoute: route, readinessRoute: route, scoringRoute: route };
    const versions = [
      await registry.registerEnvironment({ name: 'serving', image: 'mcr/pf:1' }),
      await registry.registerEnvironment({ name: 'serving', image: 'mcr/pf:2' }),
      await registry.registerEnvironment({ name: 'serving', image: 'mcr/pf:2', inferenceConfig }),
      await registry.registerEnvironment({ name: 'serving', image: 'mcr/pf:1' }),
    ];
    expect(versions.map(({ version, changed }) => [version, changed])).toEqual([
      ['1', true],
      ['2', true],
      ['3', true],
      ['1', false],
    ]);
  });
});

describe('asking for a registered version', () => {
  test('answers its content hash, or nothing where there is none', async () => {
    const registry = new AssetRegistry(azure.target);
    const { changed, ...asset } = await registry.registerEnvironment({ name: 'serving', image: 'mcr/pf:1' });
    expect(changed).toBe(true);
    expect(await registry.find('environment', 'serving', '1')).toEqual(asset);
    expect(await registry.find('environment', 'serving', '7')).toBeUndefined();
    expect(await registry.find('model', 'serving', '1')).toBeUndefined();
  });
});

describe('progress', () => {
  test('tells the steps of each asset in order', async () => {
    const folder = await folderWith({ 'flow.dag.yaml': '12345' });
    const steps: AssetProgress[] = [];
    const registry = new AssetRegistry(azure.target, { onProgress: (step) => steps.push(step) });
    await registry.registerFlow({ name: 'triage', folder });
    await registry.registerFlow({ name: 'triage', folder });
    const asset = { kind: 'model', name: 'triage' };
    expect(steps).toEqual([
      { ...asset, step: 'hashing' },
      { ...asset, step: 'comparing' },
      { ...asset, step: 'uploading', bytes: { done: 0, total: 5 } },
      { ...asset, step: 'uploading', bytes: { done: 5, total: 5 } },
      { ...asset, step: 'registering' },
      { ...asset, step: 'registered', version: '1' },
      { ...asset, step: 'hashing' },
      { ...asset, step: 'comparing' },
      { ...asset, step: 'unchanged', version: '1' },
    ]);
  });
});

test('every request carries a token for its service, and ARM is asked in one API version', async () => {
  const folder = await folderWith(flowFiles);
  await new AssetRegistry(azure.target).registerFlow({ name: 'triage', folder });
  const toArm = azure.requests.filter(({ path }) => path.startsWith('/subscriptions/'));
  const toStorage = azure.requests.filter(({ path }) => path.startsWith('/account1/'));
  expect(new Set(toArm.map(({ authorization }) => authorization))).toEqual(
    new Set([`Bearer for ${azure.target.resourceManagerEndpoint}/.default`]),
  );
  expect(new Set(toArm.map(({ query }) => (query as Record<string, string>)['api-version']))).toEqual(
    new Set(['2025-06-01']),
  );
  expect(toStorage).toHaveLength(4);
  expect(new Set(toStorage.map(({ authorization }) => authorization))).toEqual(
    new Set(['Bearer for https://storage.azure.com/.default']),
  );
});

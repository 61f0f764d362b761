import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment } from '../../model/environment';
import { AppliedEnvironment } from './applied-environment';
import { exampleEnvironment, exampleRelease, flow, target, withTarget } from './example-environment';

const secret = 'a-secret-that-must-not-be-written';
const connections = [
  {
    name: 'search',
    type: 'cognitive_search',
    endpoint: 'https://contoso.search.windows.net',
    auth: { key: { env: 'SEARCH_KEY', version: '1' } },
    configs: {},
  },
] as const;

describe('an environment, applied by Terraform in the sandbox', () => {
  let applied: AppliedEnvironment;
  const environment = (changes: Parameters<typeof withTarget>[0] = {}): Environment => ({
    ...withTarget(changes),
    connections,
  });
  const shares = async () => {
    const { endpoints } = await applied.sandbox.status();
    return Object.fromEntries(endpoints.map(({ name, traffic }) => [name, traffic]));
  };

  beforeAll(async () => {
    applied = await AppliedEnvironment.open({ TF_VAR_connection_search_key: secret });
  });
  afterAll(() => applied.close());

  // Each step starts from what the one before it left: what is tested is the way from one to the next.
  it('gets its platform in one apply', async () => {
    const { first, again } = await applied.apply('platform', environment());
    expect(first).toMatch(/^\d\d to add, 0 to change, 0 to destroy$/);
    expect(again).toBe('No changes');
    for (const version of ['1', '2', '3']) {
      const modelUri = `azureml://datastores/workspaceblobstore/paths/triage/${version}`;
      await applied.register(environment(), `models/triage/versions/${version}`, {
        modelType: 'custom_model',
        modelUri,
      });
    }
    await applied.register(environment(), 'environments/flow-serving/versions/3', {
      image: 'registry.example/serving:1',
    });
  });

  it('serves a first version', async () => {
    const { again } = await applied.apply('serving', environment(), exampleRelease('1'));
    expect(again).toBe('No changes');
    expect(await shares()).toEqual({ 'triage-dev-1a2b': { v001: 100 } });
  });

  it.each([
    [
      'adds a version and shifts a share to it',
      { traffic: { current: 10, previous: 90 } },
      ['2', '1'],
      { v001: 90, v002: 10 },
    ],
    ['swaps the shares', { traffic: { current: 90, previous: 10 } }, ['2', '1'], { v001: 10, v002: 90 }],
    ['shifts everything and removes the old version', {}, ['2', '1'], { v002: 100 }],
    ['adds, shifts and removes at once', {}, ['3', '2'], { v003: 100 }],
    [
      'changes the endpoint and keeps its traffic',
      { auth: 'key', description: 'Sorts tickets' },
      ['3', '2'],
      { v003: 100 },
    ],
    [
      'changes the endpoint and shifts at once',
      { description: 'Sorts tickets quickly', traffic: { current: 40, previous: 60 } },
      ['3', '2'],
      { v002: 60, v003: 40 },
    ],
  ] as const)('%s in one apply', async (_, changes, [current, previous], expected) => {
    const { again } = await applied.apply('serving', environment(changes), exampleRelease(current, previous));
    expect(again).toBe('No changes');
    expect(await shares()).toEqual({ 'triage-dev-1a2b': expected });
  });

  it('moves to an endpoint of another name', async () => {
    const renamed = environment({ name: 'triage-dev-new', identity: 'id-triage-new' });
    const { again } = await applied.apply('serving', renamed, exampleRelease('3', '2'));
    expect(again).toBe('No changes');
    expect(await shares()).toEqual({ 'triage-dev-new': { v003: 100 } });
  });

  it('takes in an endpoint that was made elsewhere, by its id, without a new one', async () => {
    const renamed = environment({ name: 'triage-dev-new', identity: 'id-triage-new' });
    const { subscription, names } = renamed;
    const workspace = `/subscriptions/${subscription}/resourceGroups/${names.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${names.workspace}`;
    const endpoint = `${workspace}/onlineEndpoints/triage-dev-new`;
    await applied.importAnew('serving', renamed, exampleRelease('3', '2'), endpoint);
    const { first, again } = await applied.apply('serving', renamed, exampleRelease('3', '2'));
    // The traffic step alone is made anew: it is sent after every change of the endpoint.
    expect(first).toMatch(/^1 to add, \d to change, 1 to destroy$/);
    expect(again).toBe('No changes');
    expect(await shares()).toEqual({ 'triage-dev-new': { v003: 100 } });
  });

  it('takes a flow out of service, platform first', async () => {
    const without = { ...exampleEnvironment({ flows: [] }), connections };
    expect((await applied.apply('platform', without)).again).toBe('No changes');
    expect((await applied.apply('serving', without, { ...exampleRelease('3'), flows: {} })).again).toBe('No changes');
    expect(await shares()).toEqual({});
  });

  it('reads a vault by access policies too', async () => {
    const keyVault = { authorization: 'access-policy', purgeProtection: false, softDeleteDays: 7 } as const;
    const flows = [{ ...flow, targets: [{ ...target, traffic: { current: 50, previous: 50 } }] }];
    const byPolicy = { ...exampleEnvironment({ flows, keyVault }), connections };
    expect((await applied.apply('platform', byPolicy)).again).toBe('No changes');
    expect((await applied.apply('serving', byPolicy, exampleRelease('3', '2'))).again).toBe('No changes');
    expect(await shares()).toEqual({ 'triage-dev-1a2b': { v002: 50, v003: 50 } });
  });

  it('never wrote a secret', () => {
    const files = readdirSync(applied.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.some((file) => file.endsWith('dev-platform.tfstate'))).toBe(true);
    expect(files.filter((file) => readFileSync(file, 'latin1').includes(secret))).toEqual([]);
  });

  it('is destroyed with traffic on its endpoint, and leaves nothing', async () => {
    await applied.destroy('serving', environment(), exampleRelease('3', '2'));
    await applied.destroy('platform', environment());
    expect(await applied.sandbox.status()).toMatchObject({ resources: [], endpoints: [] });
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment } from '../../model/environment';
import { type FlowVersion, type Release } from '../../model/release';
import { type AppServiceTarget } from '../../model/target';
import { ImageStore, imagesFolder } from '../../sandbox/images/image-store';
import { AppliedEnvironment } from './applied-environment';
import { assetVersion, exampleEnvironment, exampleRelease, flow } from './example-environment';

const secret = 'a-secret-that-must-not-be-written';

const app: AppServiceTarget = {
  target: 'app-service',
  name: 'app-triage-dev',
  identity: 'id-app-triage-dev',
  auth: 'none',
  plan: 'web',
  traffic: { current: 100, previous: 0 },
  environmentVariables: {},
};

function environment(changes: Partial<AppServiceTarget> = {}): Environment {
  const served = { ...flow, connections: ['search'], targets: [{ ...app, ...changes }] };
  return exampleEnvironment({
    flows: [served],
    allFlows: [served],
    connections: [
      {
        name: 'search',
        type: 'cognitive_search',
        endpoint: 'https://contoso.search.windows.net',
        auth: { key: { env: 'SEARCH_KEY', version: '1' } },
        configs: {},
      },
    ],
    appServicePlans: [
      { name: 'web', resourceName: 'asp-contoso-dev-web', sku: 'S1', workers: 1, zoneRedundant: false },
    ],
  });
}

const kept = (current: number) => ({ traffic: { current, previous: 100 - current }, keepPrevious: true });

function version(number: string): FlowVersion {
  const image = {
    repository: 'triage',
    tag: `content-${number}`,
    environment: assetVersion('flow-serving-triage', number),
  };
  return { ...assetVersion('triage', number), image };
}

function release(current: string, previous?: string): Release {
  const triage = { current: version(current), ...(previous !== undefined && { previous: version(previous) }) };
  return { ...exampleRelease(current), flows: { triage } };
}

describe('a flow on App Service, applied by Terraform in the sandbox', () => {
  let applied: AppliedEnvironment;
  const site = (name = 'app-triage-dev') => {
    const { subscription, names } = environment();
    return `/subscriptions/${subscription}/resourceGroups/${names.resourceGroup}/providers/Microsoft.Web/sites/${name}`;
  };
  const arm = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${applied.sandbox.endpoint}${path}?api-version=2024-11-01`, {
      method,
      headers: { authorization: `Bearer ${applied.sandbox.token()}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  };
  const ask = async (options: { query?: string; cookie?: string; host?: string } = {}): Promise<string> => {
    const { query = '', cookie = '', host = 'app-triage-dev' } = options;
    const url = `${applied.sandbox.endpoint}/app-service/${host}.azurewebsites.net/score${query}`;
    const answer = await fetch(url, { method: 'POST', headers: { cookie }, body: '{"text": "hello"}' });
    const { reply, error } = (await answer.json()) as { reply?: string; error?: object };
    return reply ?? `${answer.status} ${JSON.stringify(error)}`;
  };
  const measured = async (requests: number): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (let request = 0; request < requests; request += 1) {
      const reply = await ask();
      counts[reply] = (counts[reply] ?? 0) + 1;
    }
    return counts;
  };
  const rules = async () => {
    const { properties } = (await arm('GET', `${site()}/config/web`)) as {
      properties: { experiments: { rampUpRules: { reroutePercentage: number }[] } };
    };
    return properties.experiments.rampUpRules.map(({ reroutePercentage }) => reroutePercentage);
  };

  beforeAll(async () => {
    applied = await AppliedEnvironment.open({ TF_VAR_connection_search_key: secret });
    const store = new ImageStore(imagesFolder(join(applied.folder, 'sandbox')));
    for (const number of ['1', '2', '3']) {
      await store.add(
        { registry: 'crcontosodev', repository: 'triage', tag: `content-${number}` },
        `sha256:${number}`,
        (root) => writeFlow(join(root, 'flow'), number),
      );
    }
  });
  afterAll(() => applied.close());

  // Each step starts from what the one before it left: what is tested is the way from one to the next.
  it('gets its plan with the platform, and its app with the first release', async () => {
    expect((await applied.apply('platform', environment())).again).toBe('No changes');
    expect((await applied.apply('serving', environment(), release('1'))).again).toBe('No changes');
    expect(await ask()).toBe('version 1 says hello');
    expect(await rules()).toEqual([]);
  });

  it('tries a second version out in a slot, on the share of the clients that was asked for', async () => {
    expect((await applied.apply('serving', environment(kept(10)), release('2', '1'))).again).toBe('No changes');
    expect(await measured(20)).toEqual({ 'version 1 says hello': 18, 'version 2 says hello': 2 });
    expect(await ask({ query: '?x-ms-routing-name=second' })).toBe('version 2 says hello');
    expect(await ask({ cookie: 'x-ms-routing-name=second' })).toBe('version 2 says hello');
    expect(await ask({ cookie: 'a=b; x-ms-routing-name=self' })).toBe('version 1 says hello');
    expect(await ask({ host: 'app-triage-dev-second' })).toBe('version 2 says hello');
  });

  it('keeps the split through an update of the app, which takes the rules away', async () => {
    const changed = environment({ ...kept(10), environmentVariables: { TONE: 'kind' } });
    const { first, again } = await applied.apply('serving', changed, release('2', '1'));
    // App and slot in place; routing anew.
    expect(first).toBe('1 to add, 2 to change, 1 to destroy');
    expect(again).toBe('No changes');
    expect(await rules()).toEqual([10]);
    expect(await measured(10)).toEqual({ 'version 1 says hello': 9, 'version 2 says hello': 1 });
  });

  it('loses the split by a foreign update of the app, and gets it back by the next apply', async () => {
    const { location, properties, identity, tags } = await arm('GET', site());
    await arm('PUT', site(), { location, properties, identity, tags });
    expect(await rules()).toEqual([]);
    const changed = environment({ ...kept(10), environmentVariables: { TONE: 'kind' } });
    expect(await applied.apply('serving', changed, release('2', '1'))).toEqual({
      first: '0 to add, 1 to change, 0 to destroy',
      again: 'No changes',
    });
    expect(await rules()).toEqual([10]);
  });

  it('changes nothing but the routing where a swap promoted the second version before', async () => {
    await arm('POST', `${site()}/slotsswap`, { targetSlot: 'second', preserveVnet: true });
    expect(await ask({ query: '?x-ms-routing-name=self' })).toBe('version 2 says hello');
    const promoted = environment({ ...kept(100), environmentVariables: { TONE: 'kind' } });
    expect(await applied.apply('serving', promoted, release('2', '1'))).toEqual({
      first: '0 to add, 1 to change, 0 to destroy',
      again: 'No changes',
    });
    expect(await measured(3)).toEqual({ 'version 2 says hello': 3 });
    expect(await ask({ query: '?x-ms-routing-name=second' })).toBe('version 1 says hello');
  });

  it('rolls back without a swap too', async () => {
    expect((await applied.apply('serving', environment(kept(0)), release('2', '1'))).again).toBe('No changes');
    expect(await measured(3)).toEqual({ 'version 1 says hello': 3 });
  });

  it('moves on to a third version and gives up the slot', async () => {
    const closed = environment({ auth: { clientId: '00000000-0000-0000-0000-0000000000c1' } });
    expect((await applied.apply('serving', closed, release('3', '1'))).again).toBe('No changes');
    expect(await rules()).toEqual([]);
    expect(await ask()).toMatch(/^401 .*takes callers with an Entra token/);
    expect(await ask({ host: 'app-triage-dev-second' })).toMatch(/^404 /);
  });

  it('moves to an app of another name', async () => {
    const renamed = environment({ name: 'app-triage-new', ...kept(50) });
    expect((await applied.apply('serving', renamed, release('3', '2'))).again).toBe('No changes');
    const replies = [await ask({ host: 'app-triage-new' }), await ask({ host: 'app-triage-new' })];
    expect(replies.sort()).toEqual(['version 2 says hello', 'version 3 says hello']);
    expect(await ask()).toMatch(/^404 /);
  });

  it('takes in an app that was made elsewhere, by its id, without a new one', async () => {
    const renamed = environment({ name: 'app-triage-new', ...kept(50) });
    await applied.importAnew('serving', renamed, release('3', '2'), site('app-triage-new'));
    const { first, again } = await applied.apply('serving', renamed, release('3', '2'));
    expect(first).not.toMatch(/ [1-9]\d* to destroy/);
    expect(again).toBe('No changes');
    const replies = [await ask({ host: 'app-triage-new' }), await ask({ host: 'app-triage-new' })];
    expect(replies.sort()).toEqual(['version 2 says hello', 'version 3 says hello']);
  });

  it('never wrote a secret', () => {
    const files = readdirSync(applied.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.some((file) => file.endsWith('dev-serving.tfstate'))).toBe(true);
    expect(files.filter((file) => readFileSync(file, 'latin1').includes(secret))).toEqual([]);
  });

  it('is destroyed, and leaves nothing', async () => {
    await applied.destroy('serving', environment({ name: 'app-triage-new', ...kept(50) }), release('3', '2'));
    await applied.destroy('platform', environment());
    expect((await applied.sandbox.status()).resources).toEqual([]);
  });
});

/** What `llmops flow build` would put into the image of a version. */
async function writeFlow(folder: string, number: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'answer.jinja2'), `version ${number} says {{text}}`);
  await writeFile(
    join(folder, 'flow.dag.yaml'),
    [
      'inputs: { text: { type: string } }',
      'outputs: { reply: { type: string, reference: "${answer.output}" } }',
      'nodes:',
      '  - name: answer',
      '    type: prompt',
      '    source: { type: code, path: answer.jinja2 }',
      '    inputs: { text: "${inputs.text}" }',
      '',
    ].join('\n'),
  );
}

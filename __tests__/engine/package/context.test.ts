import { existsSync, readFileSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { writeContext } from '../../../engine/package';
import { node, tool } from '../flow-folder';
import { contextOf, everythingIn, temporaryFolder, textOf } from './packaged';

const prompts = {
  'flow.dag.yaml': `inputs: {name: {type: string}}\noutputs: {o: {type: string, reference: "\${greet.output}"}}\nnodes:\n${node('greet', 'greet.jinja2', 'name: "${inputs.name}"')}`,
  'greet.jinja2': 'Hello {{ name }}',
};
const python = {
  ...prompts,
  'flow.dag.yaml': prompts['flow.dag.yaml'] + node('look', 'look.py', 'search: find_things'),
  'look.py': tool('search', 'search'),
};
const search = {
  name: 'find_things',
  type: 'cognitive_search',
  configs: { api_base: 'https://search.example' },
  secrets: { api_key: 'sk-very-secret' },
};
const custom = {
  name: 'my store',
  type: 'custom',
  configs: { region: 'eu' },
  secrets: { user: 'sk-user', password: 'sk-password' },
};

test('the image is pinned, does not run as root and checks its health', async () => {
  const dockerfile = textOf(await contextOf(prompts), 'Dockerfile');
  expect(dockerfile).toMatch(/^FROM node:\d+\.\d+\.\d+-\S+$/m);
  expect(dockerfile.indexOf('USER node')).toBeGreaterThan(dockerfile.indexOf('COPY server'));
  expect(dockerfile).toMatch(/^HEALTHCHECK .*\/health/m);
  expect(dockerfile).not.toMatch(/python|COPY connections/);
});

test('a flow with Python tools gets Python and its packages', async () => {
  expect(textOf(await contextOf(python), 'Dockerfile')).toMatch(/apt-get install .* python3 \\/);
  const withPackages = await contextOf({ ...python, 'requirements.txt': 'pandas==2.2.3' });
  expect(textOf(withPackages, 'Dockerfile')).toMatch(/pip install --no-cache-dir -r 'requirements.txt'/);
  const environment = 'environment: {python_requirements_txt: ./deps/serving.txt}\n';
  const files = { ...python, 'flow.dag.yaml': environment + python['flow.dag.yaml'] };
  expect(textOf(await contextOf({ ...files, 'deps/serving.txt': '' }), 'Dockerfile')).toMatch(/-r 'deps\/serving.txt'/);
  await expect(contextOf(files)).rejects.toThrow('deps/serving.txt, which is not among the files of the flow');
});

test('every file that the Dockerfile copies is in the context', async () => {
  const context = await contextOf(python, { connections: [search] });
  const copied = [...textOf(context, 'Dockerfile').matchAll(/^COPY (?:--\S+ )?(\S+)/gm)].map(([, path]) => path!);
  expect(copied.length).toBeGreaterThanOrEqual(4);
  for (const path of copied) {
    expect(context.files.some((file) => file.path === path || file.path.startsWith(`${path}/`))).toBe(true);
    expect(textOf(context, '.dockerignore').split('\n')).not.toContain(path);
  }
});

test('connections are packaged without their secrets, and only those that the flow uses', async () => {
  const context = await contextOf(python, { connections: [search, custom] });
  expect(context.files.filter(({ path }) => path.startsWith('connections/')).map(({ path }) => path)).toEqual([
    'connections/find_things.yaml',
  ]);
  expect(parse(textOf(context, 'connections/find_things.yaml'))).toEqual({
    name: 'find_things',
    type: 'cognitive_search',
    api_base: 'https://search.example',
    api_key: '${env:FIND_THINGS_API_KEY}',
  });
  expect(JSON.parse(textOf(context, 'settings.json'))).toEqual({ FIND_THINGS_API_KEY: '' });
  expect(textOf(context, 'README.md')).toContain('-e FIND_THINGS_API_KEY');
});

test('custom connections keep their configs, and the variables of the flow count as uses', async () => {
  const files = {
    ...prompts,
    'flow.dag.yaml': `environment_variables: {REGION: "\${my store.region}"}\n${prompts['flow.dag.yaml']}`,
  };
  const context = await contextOf(files, { connections: [custom] });
  expect(parse(textOf(context, 'connections/my_store.yaml'))).toEqual({
    name: 'my store',
    type: 'custom',
    configs: { region: 'eu' },
    secrets: { user: '${env:MY_STORE_USER}', password: '${env:MY_STORE_PASSWORD}' },
  });
});

test('an LLM node without its connection is not packaged', async () => {
  const ask = '- {name: ask, type: llm, source: {type: code, path: greet.jinja2}, connection: aoai, api: chat}\n';
  const files = { ...prompts, 'flow.dag.yaml': prompts['flow.dag.yaml'] + ask };
  await expect(contextOf(files, { connections: [search] })).rejects.toThrow(
    /'ask' uses the connection 'aoai', which is not defined\. Connections that were given: find_things\./,
  );
});

test.each([
  ['.env', 'API_KEY=sk-very-secret'],
  ['local.env', 'API_KEY=sk-very-secret'],
  ['aoai.yaml', 'name: aoai\ntype: azure_open_ai\napi_key: sk-very-secret\n'],
  ['store.json', '{\n"type": "custom",\n"secrets": {"user": "sk-very-secret"}}'],
  ['line.json', '{"type":"custom","secrets":{"user":"sk-very-secret"}}'],
  ['store.yml', 'type: custom\nsecrets:\n  user: sk-very-secret\n'],
  ['all.yaml', 'connections:\n- {name: a, type: open_ai, api_key: sk-very-secret}\n'],
  ['id_rsa', 'sk-very-secret'],
  ['tls/key.pem', '-----BEGIN RSA PRIVATE KEY-----\nsk-very-secret'],
])('%s, which holds a secret, is left out and named', async (path, content) => {
  const context = await contextOf({ ...prompts, [path]: content });
  expect(context.files.map(({ content: text }) => text.toString()).join('\n')).not.toContain('sk-very-secret');
  expect(context.warnings).toEqual([expect.stringContaining(`${path} is not packaged: `)]);
});

test.each([
  ['aoai.yaml', 'name: aoai\ntype: azure_open_ai\napi_key: ${env:AOAI_API_KEY}\n'],
  ['schema.json', '{\n"type": "object",\n"properties": {}}'],
  ['labels.yaml', 'type: labels\nsecretary: Grace\n'],
  ['stored.yaml', 'type: custom\nsecrets: {user: "******", other: <user-input>}\n'],
  ['broken.yaml', 'api_key: [sk\n'],
])('%s, which holds none, is packaged', async (path, content) => {
  const context = await contextOf({ ...prompts, [path]: content });
  expect([textOf(context, `flow/${path}`), context.warnings]).toEqual([content, []]);
});

test('what the .dockerignore of the flow names is left out, as Docker reads it', async () => {
  const rules = '# data\nnotes.txt\n**/*.log\nraw\n!raw/keep.txt\n';
  const { files, warnings } = await contextOf({
    ...prompts,
    ...{ '.dockerignore': rules, 'notes.txt': '', 'sub/notes.txt': '', 'sub/a.log': '', 'raw/a.txt': '' },
  });
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(['flow/sub/notes.txt', '.dockerignore']));
  expect(paths).not.toEqual(expect.arrayContaining([expect.stringMatching(/^flow\/(notes|sub\/a|raw|\.docker)/)]));
  expect(warnings).toEqual([]);
});

test('a virtual environment stays on its machine', async () => {
  const files = { ...prompts, 'env/pyvenv.cfg': 'home = /usr/bin', 'env/lib/a.py': '' };
  const { files: packaged, warnings } = await contextOf(files);
  expect(packaged.filter(({ path }) => path.includes('env/'))).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^env is not packaged: a virtual environment/)]);
});

test('a variant that is chosen becomes the default of the packaged flow', async () => {
  const body = (file: string) => `{node: {type: prompt, source: {type: code, path: ${file}}, inputs: {}}}`;
  const files = {
    'flow.dag.yaml':
      'outputs: {o: {type: string, reference: "${say.output}"}}\nnodes:\n- {name: say, use_variants: true}\n' +
      `node_variants:\n  say:\n    default_variant_id: short\n    variants:\n      short: ${body('a.jinja2')}\n      long: ${body('b.jinja2')}\n`,
    'a.jinja2': 'a',
    'b.jinja2': 'b',
  };
  const context = await contextOf(files, { variants: { say: 'long' } });
  expect(parse(textOf(context, 'flow/flow.dag.yaml')).node_variants.say.default_variant_id).toBe('long');
  expect(textOf(await contextOf(files), 'flow/flow.dag.yaml')).toBe(files['flow.dag.yaml']);
});

test("what only prompt flow's images understand is a warning", async () => {
  const environment = 'environment: {image: example.com/own:1, setup_sh: setup.sh}\n';
  const { warnings } = await contextOf({ ...prompts, 'flow.dag.yaml': environment + prompts['flow.dag.yaml'] });
  expect(warnings).toEqual([
    expect.stringMatching(/^environment\.image/),
    expect.stringMatching(/^environment\.setup_sh/),
  ]);
});

test('the same flow gives the same bytes, and no secret is among them', async () => {
  const [first, second] = [join(temporaryFolder(), 'a'), join(temporaryFolder(), 'b')];
  for (const folder of [first, second]) {
    await writeContext(folder, (await contextOf(python, { connections: [search] })).files);
  }
  expect(everythingIn(second)).toBe(everythingIn(first));
  expect(everythingIn(first)).not.toContain('sk-very-secret');
  expect(statSync(join(first, 'start.sh')).mode & 0o777).toBe(0o755);
});

test('an earlier context is replaced, anything else is left alone', async () => {
  const folder = join(temporaryFolder(), 'context');
  await writeContext(folder, (await contextOf({ ...prompts, 'old.txt': '' })).files);
  await writeContext(folder, (await contextOf(prompts)).files);
  expect(existsSync(join(folder, 'flow/old.txt'))).toBe(false);

  const own = temporaryFolder();
  mkdirSync(join(own, 'work'));
  writeFileSync(join(own, 'work/notes.txt'), 'mine');
  await expect(writeContext(own, (await contextOf(prompts)).files)).rejects.toThrow(
    /is not empty, and was not written/,
  );
  expect(readFileSync(join(own, 'work/notes.txt'), 'utf8')).toBe('mine');
});

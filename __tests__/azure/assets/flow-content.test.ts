import { join } from 'node:path';
import { hashContent, readFlow } from '../../../azure';
import { folderWith, removeFolders } from '../content/folder';

afterEach(removeFolders);

const including = `# Greets.
additional_includes:
- ../shared/greet.jinja2
- ../library
inputs: {name: {type: string}}
nodes: []
`;

const files = {
  'standard/flow.dag.yaml': including,
  'standard/parse.py': 'own',
  'shared/greet.jinja2': 'Hello {{ name }}!',
  'library/text.py': 'x = 1',
  'library/deep/more.py': 'y = 2',
  'library/__pycache__/text.pyc': '',
};

test('a flow that includes nothing is registered byte by byte', async () => {
  const folder = await folderWith({ 'flow.dag.yaml': 'nodes:   []   # as it stands\n', 'parse.py': 'x' });
  expect((await readFlow(folder)).hash).toBe(await hashContent(folder));
});

test('a flow is registered with what it includes, and its definition asks for nothing outside', async () => {
  const folder = join(await folderWith(files), 'standard');
  const content = await readFlow(folder);
  expect(content.files.map(({ path }) => path)).toEqual([
    'flow.dag.yaml',
    'greet.jinja2',
    'library/deep/more.py',
    'library/text.py',
    'parse.py',
  ]);
  expect(content.files[0]!.bytes!.toString()).toBe('# Greets.\ninputs: {name: {type: string}}\nnodes: []\n');
});

test.each([
  ['a: 1\r\nadditional_includes: [../x.py] # shared\r\nnodes: []\r\n', 'a: 1\r\nnodes: []\r\n'],
  ['nodes: []\nadditional_includes:\n  - ../x.py', 'nodes: []\n'],
  ['additional_includes:\n- ../x.py\n\n# About nodes.\nnodes: []\n', '\n# About nodes.\nnodes: []\n'],
  ['"additional_includes": [\n  ../x.py ]\nnodes: []', 'nodes: []'],
  ['{ additional_includes: [../x.py], nodes: [] }\n', '{ nodes: [] }\n'],
])('the rest of a definition stays as it is: %j', async (written, expected) => {
  const folder = await folderWith({ 'standard/flow.dag.yaml': written, 'x.py': '' });
  const { files: content } = await readFlow(join(folder, 'standard'));
  expect(content.find(({ path }) => path === 'flow.dag.yaml')!.bytes!.toString()).toBe(expected);
});

test('what it includes belongs to its hash', async () => {
  const one = await readFlow(join(await folderWith(files), 'standard'));
  const same = await readFlow(join(await folderWith(files), 'standard'));
  const other = await readFlow(join(await folderWith({ ...files, 'library/text.py': 'x = 2' }), 'standard'));
  expect(same.hash).toBe(one.hash);
  expect(other.hash).not.toBe(one.hash);
});

test('a file that it includes takes the place of its own, as when it runs', async () => {
  const folder = await folderWith({ ...files, 'standard/greet.jinja2': 'Own text' });
  const { files: content } = await readFlow(join(folder, 'standard'));
  expect(content.find(({ path }) => path === 'greet.jinja2')!.source).toBe(join(folder, 'shared/greet.jinja2'));
});

test('an include that is missing is refused with the path that it stands for', async () => {
  const folder = await folderWith({ ...files, 'standard/flow.dag.yaml': 'additional_includes: [../gone.py]' });
  await expect(readFlow(join(folder, 'standard'))).rejects.toMatchObject({
    name: 'ContentError',
    code: 'missing',
    path: join(folder, 'gone.py'),
  });
});

test('a definition that is no YAML is registered as it is: saying so is not the task here', async () => {
  const folder = await folderWith({ 'flow.dag.yaml': 'additional_includes: [' });
  expect((await readFlow(folder)).hash).toBe(await hashContent(folder));
});

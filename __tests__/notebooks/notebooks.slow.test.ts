import { execFile } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { ExampleProject } from '../end-to-end/project';

const repository = resolve(__dirname, '../..');
const notebooks = ['experiment-a-prompt.ipynb', 'evaluate-and-compare.ipynb'];
const nbconvert = ['/usr/bin/jupyter-nbconvert', '/usr/local/bin/jupyter-nbconvert'].find((file) => existsSync(file));
const run = promisify(execFile);

interface Notebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly source: readonly string[];
    readonly outputs?: readonly Output[];
  }[];
}

interface Output {
  readonly text?: readonly string[];
  readonly data?: Readonly<Record<string, readonly string[]>>;
}

function read(file: string): Notebook {
  return JSON.parse(readFileSync(file, 'utf8')) as Notebook;
}

let project: ExampleProject;
beforeAll(() => {
  project = new ExampleProject(['reply-composer']);
  cpSync(`${repository}/notebooks`, project.path('notebooks'), { recursive: true });
});
afterAll(() => project.remove());

function start(command: string, ...args: readonly string[]) {
  const env = { ...process.env, LLMOPS_BIN: `${repository}/bin/llmops.js`, PYTHONDONTWRITEBYTECODE: '1' };
  return run(command, args, { cwd: project.path('notebooks'), env });
}

/** Runs code as cells of a notebook would, in Python alone. */
async function python(code: string): Promise<string> {
  return (await start('python3', '-c', code)).stdout;
}

test.each(notebooks)('%s is kept without outputs', (name) => {
  const { cells } = read(`${repository}/notebooks/${name}`);
  const code = cells.filter(({ cell_type: type }) => type === 'code');
  expect(code.length).toBeGreaterThan(2);
  expect(code.flatMap(({ outputs }) => outputs)).toEqual([]);
});

test('the code of the notebooks runs in Python alone, one after another', async () => {
  const codeOf = (name: string) =>
    read(project.path(`notebooks/${name}`))
      .cells.filter(({ cell_type: type }) => type === 'code')
      .map(({ source }) => source.join(''))
      .join('\n');
  const [experiment, evaluate] = [await python(codeOf(notebooks[0]!)), await python(codeOf(notebooks[1]!))];
  expect(experiment).toContain('Dear Ines Carvalho,');
  expect(experiment).toContain('22 answers differ\n--- Hi Ines,\n+++ Dear Ines Carvalho,');
  expect(evaluate).toMatch(/^\d+ \['.*'\]/m);
  expect(evaluate).toContain('There is no flow "no-such-flow" in flows-config/.');
});

test('the client shows tables without pandas, and raises what llmops says', async () => {
  const text = await python(`
import sys
sys.modules["pandas"] = None
from llmops_client import Llmops, LlmopsError, table
print(table([{"run": "defaults", "score": 0.5}, {"run": "formal", "tokens": 3}]))
for env, data in (("nope", "x"), ("dev", "not-there.jsonl")):
    try:
        Llmops("..", env, sandbox=True).flow_run("flows/reply-composer/standard", data=data)
    except LlmopsError as error:
        print(error.exit_code, error)
`);
  expect(text).toContain('run       score  tokens\ndefaults  0.5\nformal           3\n');
  expect(text).toContain('2 There is no environment "nope" in flows-config/environments.yaml.');
  expect(text).toMatch(/2 Can.t find .*not-there\.jsonl/);
});

if (nbconvert === undefined) {
  process.stderr.write('The notebooks are not executed as such: there is no jupyter-nbconvert on this machine.\n');
}
(nbconvert === undefined ? test.skip : test)('Jupyter executes the notebooks, and shows tables', async () => {
  const paths = notebooks.map((name) => project.path(`notebooks/${name}`));
  await start(nbconvert!, '--to', 'notebook', '--execute', '--inplace', '--log-level', 'ERROR', ...paths);
  for (const path of paths) {
    const outputs = read(path).cells.flatMap((cell) => cell.outputs ?? []);
    const shown = outputs.flatMap(({ text = [], data = {} }) => [...text, ...(data['text/plain'] ?? [])]).join('');
    expect(shown).toContain('content.fact_coverage');
  }
});

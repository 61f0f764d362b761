import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool, writeFlow } from '../flow-folder';
import { ModelServer } from '../nodes/llm/model-server';
import { runProgram, startProgram } from './python-program';

const files = {
  'louder/flow.dag.yaml': `inputs: {q: {type: string}, n: {type: int, default: 1}}
outputs: {out: {type: string, reference: "\${up.output}"}}
nodes:
- name: up
  use_variants: true
node_variants:
  up:
    default_variant_id: plain
    variants:
      plain: {node: {type: python, source: {type: code, path: up.py}, inputs: {q: "\${inputs.q}", n: "\${inputs.n}"}}}
      twice: {node: {type: python, source: {type: code, path: up.py}, inputs: {q: "\${inputs.q}", n: 2}}}
`,
  'louder/up.py': tool('q: str, n: int', '1 / 0 if q == "boom" else print("seen", q) or q.upper() * n'),
  'judging.py': `class Judge:
    def __init__(self, weight: float = 1.0):
        self.weight = weight

    def __call__(self, answer: str):
        return {"score": self.weight * len(answer)}

    def __aggregate__(self, lines):
        return {"mean": sum(line.score for line in lines) / len(lines)}
`,
  // Stands in for the real one, which is not there: it keeps what it is given.
  'stand_in/pandas.py': `class DataFrame:
    def __init__(self, columns):
        self.columns = columns

    def head(self, count):
        return DataFrame({name: values[:count] for name, values in self.columns.items()})
`,
  'data.jsonl': '{"q": "a\\u2028"}\n{"q": "boom"}\n{"q": "c"}\n',
  'run.yaml':
    'flow: louder\ndata: data.jsonl\ncolumn_mapping: {q: "${data.q}"}\nvariant: ${up.twice}\nname: described\n',
  'batches.py': `import json, sys
from promptflow.client import PFClient, load_flow, load_run
from judging import Judge

def shout(q: str) -> str:
    return q + "!"

class Made:
    def __call__(self, q: str): ...

def error_of(work):
    try:
        work()
    except Exception as error:
        return f"{type(error).__name__}: {error}"

if __name__ == "__main__":
    pf = PFClient()
    seen = {}
    seen["tested"] = [
        pf.test("louder", inputs={"q": "hi", "n": 2}), pf.test("louder", inputs={"q": "hi"}, variant="\${up.twice}"),
        pf.test("louder", node="up", inputs={"q": "alone"}), pf.test(shout, inputs={"q": "hi"}), load_flow("louder")(q="x"),
    ]
    first = pf.run("louder", data="data.jsonl", column_mapping={"q": "\${data.q}"}, name="first", tags={"a": "b"})
    seen["first"] = [first.name, first.status, first.tags, first.error["message"]]
    judged = pf.run(Judge, run=first, column_mapping={"answer": "\${run.outputs.out}"}, init={"weight": 2})
    seen["judged"] = [judged.status, pf.get_metrics(judged)]
    seen["shouted"] = pf.run(shout, data="data.jsonl").status
    seen["described"] = pf.runs.create_or_update(load_run("run.yaml")).status
    unmapped = pf.run("louder", data="data.jsonl", column_mapping={"q": "\${data.zz}"})
    seen["unmapped"] = [unmapped.status, unmapped.error["code"]]
    sys.modules["pandas"] = None
    seen["no pandas"] = error_of(lambda: pf.get_details(first))
    del sys.modules["pandas"]
    sys.path.insert(0, "stand_in")
    seen["details"] = pf.get_details("first").columns
    seen["two"] = pf.get_details(first, max_results=2).columns["inputs.line_number"]
    (first.output_path / "../../../louder/up.py").resolve().write_text(UP)
    seen["resumed"] = pf.get_details(pf.run(resume_from="first", name="again"), all_results=True).columns["outputs.out"]
    seen["listed"] = sorted(run.name for run in pf.runs.list() if run.name in ("first", "again", "described"))
    seen["mistakes"] = [error_of(work) for work in (
        lambda: pf.run("louder", data="data.jsonl", name="first"),
        lambda: pf.run("louder"),
        lambda: pf.run("louder", data="absent.jsonl"),
        lambda: pf.run("absent", data="data.jsonl"),
        lambda: pf.run(Made(), data="data.jsonl"),
        lambda: pf.run(lambda q: q, data="data.jsonl"),
        lambda: pf.run(resume_from=judged),
        lambda: pf.runs.get("absent"),
        lambda: pf.get_metrics(unmapped),
        lambda: pf.stream(unmapped),
        lambda: pf.visualize(first),
        lambda: pf.runs.archive("first"),
        lambda: __import__("promptflow.azure"),
    )]
    print("\\n" + json.dumps(seen))
`.replace('UP', JSON.stringify(tool('q: str, n: int', '"mended" if q == "boom" else "anew"'))),
  'greet.prompty': `---
model: {configuration: {connection: made, azure_deployment: gpt}}
inputs: {q: {type: string}}
---
user:
{{q}}
`,
  'late.prompty': `---
model: {configuration: {type: azure_openai, azure_deployment: gpt}}
inputs: {q: {type: string}}
---
user:
{{q}}
`,
  'models.py': `import json, os
from promptflow.client import PFClient, load_connection
from promptflow.core import Prompty
from promptflow.entities import AzureOpenAIConnection
from promptflow.tools.aoai import chat

pf = PFClient()
made = AzureOpenAIConnection(name="made", api_base=os.environ["SERVER"], api_key="a-secret-key")
pf.connections.create_or_update(made)
run = pf.run("greet.prompty", data="data.jsonl", name="greeted", column_mapping={"q": "\${data.q}"})
# As load_dotenv does, when the engine is there already.
os.environ.update(AZURE_OPENAI_ENDPOINT=os.environ["SERVER"], AZURE_OPENAI_API_KEY="a-late-key")
print(json.dumps({
    "late": pf.test("late.prompty", inputs={"q": "hi"}),
    "greeted": Prompty.load("greet.prompty")(q="hi"),
    "chat": chat(pf.connections.get("made"), "user:\\n{{x}}\\n", "gpt", x=1),
    "loaded": load_connection("other.yaml", api_base="https://y.example").api_base,
    "run": [run.status, run.properties["system_metrics"]["total_tokens"]],
}))
`,
  'other.yaml': 'name: other\ntype: azure_open_ai\napi_base: https://x.example\napi_key: k\n',
};

interface Seen {
  readonly [name: string]: unknown;
  readonly mistakes: readonly string[];
}

describe('PFClient in a script', () => {
  const folder = writeFlow(files);
  let seen: Seen;
  let stderr: string;
  beforeAll(async () => {
    const ended = await runProgram(folder, 'batches.py');
    ({ stderr } = ended);
    seen = JSON.parse(ended.stdout.trim().split('\n').at(-1) ?? '') as Seen;
  });

  test('tests flows, nodes, variants and functions, and gives bare what is no dict', () => {
    expect(seen['tested']).toEqual([{ out: 'HIHI' }, { out: 'HIHI' }, 'ALONE', 'hi!', { out: 'X' }]);
  });

  test('runs flows over data, with lines that fail', () => {
    const message = expect.stringContaining('Failed to run 1/3 lines') as string;
    expect(seen['first']).toEqual(['first', 'Completed', { a: 'b' }, message]);
    expect(existsSync(join(folder, '.llmops/runs/first/details.jsonl'))).toBe(true);
  });

  test('runs a class over a run, and a function of the script itself', () => {
    expect(seen['judged']).toEqual(['Completed', { mean: 3 }]);
    expect(seen['shouted']).toBe('Completed');
  });

  test('keeps a snapshot of the folder, though the run is within it', () => {
    expect(stderr).not.toContain('keeps no snapshot');
  });

  test('runs what a YAML file describes', () => {
    expect(seen['described']).toBe('Completed');
    const lines = readFileSync(join(folder, '.llmops/runs/described/outputs.jsonl'), 'utf8');
    expect(lines).toContain('CC');
  });

  test('a run that could not begin has its error', () => {
    expect(seen['unmapped']).toEqual(['Failed', 'ApplyInputMappingError']);
    expect(stderr).toMatch(/Run louder_\S+ failed: .*\$\{data\.zz\}/);
  });

  test('gives details as pandas has them, or says what to install', () => {
    expect(seen['no pandas']).toMatch(/^ImportError: .*pip install pandas.*first\/details\.jsonl/);
    expect(seen['details']).toEqual({
      'inputs.q': ['a\u2028', 'boom', 'c'],
      'inputs.n': [1, 1, 1],
      'inputs.line_number': [0, 1, 2],
      'outputs.out': ['A\u2028', '(Failed)', 'C'],
    });
    expect(seen['two']).toEqual([0, 1]);
  });

  test('goes on with a run: only lines that failed run again', () => {
    expect(seen['resumed']).toEqual(['A\u2028', 'mended', 'C']);
    expect(seen['listed']).toEqual(['again', 'described', 'first']);
  });

  test('says what is wrong, and what is not there', () => {
    const expected = [
      /^RunExistsError: Run 'first' already exists/,
      /^ValueError: at least one of data or run/,
      /^FileNotFoundError: data path absent\.jsonl/,
      /^UserErrorException: Flow path absent does not exist/,
      /neither a function nor a class\. Give the class/,
      /<lambda> cannot be imported from __main__/,
      /was given init, which may be secret and is not kept.*--resume --out/,
      /^RunNotFoundError: Run 'absent'/,
      /^InvalidRunStatusError: .*is not completed, the status is 'Failed'/,
      /^InvalidRunStatusError: .*\$\{data\.zz\}/,
      /^NotImplementedError: PFClient\(\)\.visualize is not part of this engine.*llmops experiment/,
      /^NotImplementedError: PFClient\(\)\.runs\.archive is not part/,
      /^ModuleNotFoundError: promptflow\.azure is not part of this engine.*llmops deploy/,
    ];
    expect(seen.mistakes).toEqual(expected.map((pattern) => expect.stringMatching(pattern) as string));
  });
});

test('a script makes connections, asks models and runs prompties', async () => {
  const server = await ModelServer.start();
  try {
    const message = { role: 'assistant', content: 'hello' };
    const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
    server.answer({ choices: [{ index: 0, finish_reason: 'stop', message }], usage });
    const folder = writeFlow(files);
    const { stdout } = await runProgram(folder, 'models.py', { SERVER: server.url });
    expect(JSON.parse(stdout)).toEqual({
      late: 'hello',
      greeted: 'hello',
      chat: 'hello',
      loaded: 'https://y.example',
      run: ['Completed', 30],
    });
    expect(server.requests[0]?.headers['api-key']).toBe('a-secret-key');
    expect(readFileSync(join(folder, '.llmops/runs/greeted/about.json'), 'utf8')).not.toContain('a-secret-key');
  } finally {
    server.close();
  }
});

test('Ctrl-C cancels the run of a script, and ends what runs it', async () => {
  const folder = writeFlow({
    ...files,
    'louder/up.py': tool('q: str, n: int', '(open("../running", "w").close(), __import__("time").sleep(60))'),
    'slow.py': 'from promptflow import PFClient\nPFClient().run("louder", data="data.jsonl", name="one")\n',
  });
  const program = await startProgram(folder, 'slow.py');
  const ended = once(program, 'close');
  while (!existsSync(join(folder, 'running'))) await new Promise((soon) => setTimeout(soon, 20));
  program.kill('SIGINT');
  expect(await ended).not.toEqual([0, null]);
  expect(readFileSync(join(folder, '.llmops/runs/one/run.json'), 'utf8')).toContain('"status": "Canceled"');
});

test('a script without the engine is told what is missing', async () => {
  const folder = writeFlow(files);
  const running = runProgram(folder, 'batches.py', { LLMOPS_BIN: join(folder, 'absent.js') });
  await expect(running).rejects.toThrow(/EngineEnded: The engine ended: [\s\S]*Cannot find module/);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFlow, runBatch, type FlowEvent, type LoadOptions } from '../../../engine';
import { readDefinition } from '../../../engine/package';
import { finished } from '../batch/batch-run';
import { writeFlow } from '../flow-folder';

const files = {
  'shop/greetings.py': `class Greeting:
    def __init__(self, tone: str = "plain"):
        self.tone = tone

    def __call__(self, name: str, times: int = 1) -> str:
        return f"{self.tone} hello {name}" * times

def shout(name: str):
    return {"loud": name.upper()}
`,
  'plain.py': 'from shop.greetings import shout\n\ndef run(name: str):\n    return shout(name)["loud"]\n',
};

async function tested(entry: string, inputs: Readonly<Record<string, unknown>>, options: LoadOptions = {}) {
  const flow = await loadFlow(join(writeFlow(files), entry), options);
  try {
    return await flow.run(inputs);
  } finally {
    await flow.close();
  }
}

describe('a flow that is named by its entry alone', () => {
  test('a function of a dotted module', async () => {
    expect((await tested('shop.greetings:shout', { name: 'ada' })).outputs).toEqual({ loud: 'ADA' });
  });

  test('a class, made of --init, with inputs converted by its annotations', async () => {
    const result = await tested('shop.greetings:Greeting', { name: 'ada', times: '2' }, { init: { tone: 'warm' } });
    expect(result.outputs).toEqual({ output: 'warm hello adawarm hello ada' });
  });

  test('code that is not there is told by the entry', async () => {
    const loading = tested('absent:run', {});
    await expect(loading).rejects.toMatchObject({ code: 'PythonLoadError' });
    await expect(loading).rejects.toThrow(/absent:run: \(ModuleNotFoundError\)/);
  });

  test('what is neither a path nor an entry is a path that does not exist', async () => {
    await expect(tested('not-a-module:run', {})).rejects.toThrow(/does not exist/);
  });

  test('a flow.flex.yaml beside the code is not read, and that is said', async () => {
    const folder = writeFlow({ ...files, 'flow.flex.yaml': 'entry: plain:run\ninputs:\n  other: {type: string}\n' });
    const events: FlowEvent[] = [];
    const flow = await loadFlow(join(folder, 'plain:run'), { onEvent: (event) => events.push(event) });
    try {
      expect((await flow.run({ name: 'ada' })).outputs).toEqual({ output: 'ADA' });
    } finally {
      await flow.close();
    }
    expect(events).toContainEqual({
      type: 'warning',
      message: expect.stringMatching(/flow\.flex\.yaml is not read: plain:run/) as string,
    });
  });

  test('a batch keeps a snapshot that runs again as a folder', async () => {
    const folder = writeFlow(files);
    const data = join(writeFlow({ 'data.jsonl': '{"name": "ada"}\n{"name": "bob"}\n' }), 'data.jsonl');
    const outdir = join(writeFlow({}), 'run');
    const { result, lines } = await finished(await runBatch(join(folder, 'plain:run'), { outdir, data: [data] }));
    expect(result.status).toBe('Completed');
    expect(lines.map(({ outputs }) => outputs)).toEqual([{ output: 'ADA' }, { output: 'BOB' }]);
    expect(readFileSync(join(outdir, 'snapshot/flow.flex.yaml'), 'utf8')).toBe('entry: plain:run\n');
    writeFileSync(data, '{"name": "eve"}\n');
    const again = await finished(
      await runBatch(join(outdir, 'snapshot'), { outdir: join(outdir, '../again'), data: [data] }),
    );
    expect(again.lines.map(({ outputs }) => outputs)).toEqual([{ output: 'EVE' }]);
  });

  test('it is not packaged, and the error says what to write', async () => {
    const entry = join(writeFlow(files), 'plain:run');
    await expect(readDefinition(entry, {})).rejects.toThrow(/write 'entry: plain:run' to a flow\.flex\.yaml/);
  });
});

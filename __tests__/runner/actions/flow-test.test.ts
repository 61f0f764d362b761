import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowEvent } from '../../../engine';
import { flowTest, type FlowTestRequest, type FlowTestResult } from '../../../runner/actions/flow-test';
import { node, tool, writeFlow } from '../../engine/flow-folder';

const folder = writeFlow({
  'flow.dag.yaml': `inputs: {n: {type: int}, name: {type: string, default: nobody}}
outputs: {out: {type: string, reference: "\${greet.output}"}}
nodes:
${node('greet', 'greet.jinja2', 'name: "${inputs.name}", n: "${twice.output}"')}${node('twice', 'twice.py', 'n: "${inputs.n}"')}${node('count', 'count.py', 'all: "${twice.output}"', 'aggregation: true')}${node('mail', 'mail.py', 'c: post, always: 1', 'activate: {when: "${inputs.n}", is: 99}')}`,
  'greet.jinja2': 'Hello {{name}} {{n}}',
  'twice.py': tool('n', 'n * 2'),
  'count.py':
    'from promptflow.core import tool, log_metric\n\n@tool\ndef run(all):\n    log_metric("lines", len(all))\n    return all\n',
  'mail.py':
    'import os\nfrom promptflow.core import tool\nfrom promptflow.connections import CustomConnection\n\n@tool\ndef run(c: CustomConnection, always):\n    return [c.host, c.password, os.environ.get("MODE"), always]\n',
});
const post = join(folder, 'post.yaml');
writeFileSync(post, 'name: post\ntype: custom\nconfigs: {host: h}\nsecrets: {password: "${env:PW}"}\n');

function run(request: Partial<FlowTestRequest>): Promise<FlowTestResult> {
  return flowTest({ folder, root: folder, sandbox: false, connections: [post], envVar: ['PW=secret'], ...request });
}

describe('llmops flow test', () => {
  test('runs a flow with inputs as text, and its aggregation over this one line', async () => {
    expect(await run({ input: ['n=4', 'name=Ann=Lee'] })).toMatchObject({
      status: 'Completed',
      outputs: { out: 'Hello Ann=Lee 8' },
      nodes: { twice: 'Completed', greet: 'Completed', mail: 'Bypassed', count: 'Completed' },
      metrics: { lines: 1 },
      aggregation: { count: [8] },
    });
  });

  test.each([
    ['in.json', '{"n": 2, "name": "file"}'],
    ['in.jsonl', '\n{"n": 2, "name": "file"}\n{"n": 3}\n'],
  ])('takes inputs from %s, and those of the command line first', async (name, text) => {
    const inputsFile = join(folder, name);
    writeFileSync(inputsFile, text);
    expect((await run({ inputsFile })).outputs).toEqual({ out: 'Hello file 4' });
    expect((await run({ inputsFile, input: ['n=5'] })).outputs).toEqual({ out: 'Hello file 10' });
  });

  test('reads a JSON Lines file as a batch would: a gap in a column of numbers makes them floats', async () => {
    const inputsFile = join(folder, 'gap.jsonl');
    writeFileSync(inputsFile, '{"n": 2, "name": 7}\n{"n": 3}\n');
    expect((await run({ inputsFile })).outputs).toEqual({ out: 'Hello 7.0 4' });
  });

  test('leaves the files of pf flow test in the flow, without secrets, and those of a node', async () => {
    const kept = (file: string): string => readFileSync(join(folder, '.promptflow', file), 'utf8');
    await run({ input: ['n=99'] });
    const detail = JSON.parse(kept('flow.detail.json')) as { flow_runs: object[]; node_runs: { node: string }[] };
    expect(detail.flow_runs).toMatchObject([
      {
        ...{ status: 'Completed', inputs: { n: 99 }, output: { out: 'Hello nobody 198' }, metrics: { lines: 1 } },
        api_calls: [{ name: 'flow', inputs: { n: 99 }, output: { out: 'Hello nobody 198' }, error: null }],
      },
    ]);
    expect(detail.node_runs.map((record) => record.node).sort()).toEqual(['count', 'greet', 'mail', 'twice']);
    expect(detail.node_runs).toContainEqual(
      expect.objectContaining({
        node: 'mail',
        inputs: { c: 'post', always: 1 },
        output: ['h', '**data_scrubbed**', null, 1],
      }),
    );
    expect(kept('flow.output.json')).toBe('{\n  "out": "Hello nobody 198"\n}\n');
    expect(kept('flow.metrics.json')).toBe('{\n  "lines": 1\n}\n');
    await run({ node: 'twice', input: ['n=4'] });
    expect(JSON.parse(kept('flow-twice.node.detail.json'))).toMatchObject({
      flow_runs: [],
      node_runs: [{ output: 8 }],
    });
    expect(kept('flow-twice.node.output.json')).toBe('8\n');
  });

  test('records what nodes were called with and what they wrote, as prompt flow does', async () => {
    const records = writeFlow({
      'flow.dag.yaml': `inputs: {name: {type: string}}
outputs: {out: {type: string, reference: "\${greet.output}"}}
nodes:
${node('greet', 'greet.jinja2', 'name: "${inputs.name}", made: "${say.output}"')}${node('say', 'say.py', 'n: "3", none: "", key: "key=k3y"')}${node('off', 'say.py', 'n: 1, key: k', 'activate: {when: "${inputs.name}", is: nobody}')}`,
      'greet.jinja2': '{{name}} {{made}}',
      'say.py':
        'from promptflow.core import tool\n\n@tool\ndef run(n: int, key: str, none=None):\n    print("say", key)\n    print("more", end="")\n    return n\n',
    });
    await run({ folder: records, input: ['name=Ann'] });
    const detail = JSON.parse(readFileSync(join(records, '.promptflow', 'flow.detail.json'), 'utf8')) as {
      node_runs: { node: string; inputs: unknown; logs: { stdout: string } | null }[];
    };
    const record = (name: string) => detail.node_runs.find((item) => item.node === name);
    expect(record('greet')?.inputs).toEqual({ name: 'Ann', made: 3, _inputs_to_escape: ['name'] });
    expect(record('say')?.inputs).toEqual({ n: 3, key: 'key=k3y' });
    const stamp = /\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000\] /g;
    expect(record('say')?.logs?.stdout.replace(stamp, '@')).toBe('@say@ @key=**data_scrubbed**\n@more@');
    expect(record('off')).toMatchObject({ status: 'Bypassed', logs: null, api_calls: [], system_metrics: null });
    const log = readFileSync(join(records, '.promptflow', 'flow.log'), 'utf8');
    expect(log).toContain('[say in line 0 (index starts from 0)] stdout> say');
  });

  test('records the images of a line as files, and the failure of an aggregation as its node alone', async () => {
    const failing = writeFlow({
      'flow.dag.yaml': `inputs: {photo: {type: image}}\nnodes:\n${node('size', 'size.py', 'photo: "${inputs.photo}"')}${node('sum', 'sum.py', 'all: "${size.output}"', 'aggregation: true')}`,
      'size.py': tool('photo', 'len(photo)'),
      'sum.py': tool('all', '1 / 0'),
    });
    expect(await run({ folder: failing, input: ['photo=iVBORw0KGgo='] })).toMatchObject({ status: 'Completed' });
    const kept = readFileSync(join(failing, '.promptflow', 'flow.detail.json'), 'utf8');
    expect(JSON.parse(kept)).toMatchObject({
      flow_runs: [
        {
          ...{ status: 'Completed', error: null, metrics: {} },
          inputs: {
            photo: { 'data:image/png;path': expect.stringMatching(/^\.promptflow\/intermediate\//) as string },
          },
        },
      ],
      node_runs: [
        { node: 'size', status: 'Completed' },
        { node: 'sum', status: 'Failed', error: { code: 'UserError', innerError: { code: 'ToolExecutionError' } } },
      ],
    });
  });

  test('shows what a node alone gives although it is no data, and puts its images in files', async () => {
    const folder = writeFlow({
      'flow.dag.yaml': `nodes:\n${node('object', 'object.py', '')}${node('photo', 'photo.py', '')}${node('echo', 'echo.py', 'x: "${object.output}"')}`,
      'object.py': tool('', '{"made": {1}}'),
      'photo.py': `from promptflow.contracts.multimedia import Image\n${tool('', 'Image(b"abc", "image/png")')}`,
      'echo.py': tool('x', 'repr(x)'),
    });
    expect((await run({ folder, node: 'object' })).outputs['output']).toContain('{1}');
    const photo = (await run({ folder, node: 'photo' })).outputs['output'] as Record<string, string>;
    expect(photo['data:image/png;path']).toMatch(/^\.promptflow\/intermediate\/[\w-]+\.png$/);
    expect((await run({ folder, node: 'echo', input: ['object.output={"a": 1}'] })).outputs['output']).toBe(
      `'{"a": 1}'`,
    );
  });

  test('leaves them elsewhere where asked, and only warns where they cannot be written', async () => {
    const detail = join(folder, 'elsewhere');
    await run({ input: ['n=1'], detail });
    expect(readdirSync(detail)).toEqual(expect.arrayContaining(['flow.detail.json', 'flow.log', 'traces.jsonl']));
    const events: FlowEvent[] = [];
    const onEvent = (event: FlowEvent): unknown => events.push(event);
    const result = await run({ input: ['n=1'], detail: join(folder, 'flow.dag.yaml'), onEvent });
    expect(result.status).toBe('Completed');
    const message = expect.stringContaining('details of this test are not kept') as string;
    expect(events).toContainEqual({ type: 'warning', message });
  });

  test('names all the inputs that are missing', async () => {
    const error = { code: 'UserErrorException', message: 'Required input(s) [\'n\'] are missing for "flow".' };
    expect(await run({})).toMatchObject({ status: 'Failed', error });
  });

  test('warns of inputs that the flow does not have', async () => {
    const events: FlowEvent[] = [];
    await run({ input: ['n=1', 'zz=1'], onEvent: (event) => events.push(event) });
    expect(events).toContainEqual({ type: 'warning', message: "The flow has no input 'zz'; its value is ignored." });
  });

  test('runs one node with what it refers to given by name, without loading the others', async () => {
    const alone = { node: 'greet', connections: [] };
    expect(await run({ ...alone, input: ['inputs.name=Ann', 'twice.output=7'] })).toMatchObject({
      status: 'Completed',
      outputs: { output: 'Hello Ann 7' },
      nodes: { greet: 'Completed' },
    });
    expect((await run({ ...alone, input: ['n=7'] })).outputs).toEqual({ output: 'Hello nobody 7' });
    expect((await run({ ...alone })).error).toMatchObject({
      code: 'UserErrorException',
      message: expect.stringContaining("['n'] are missing"),
    });
    expect((await run({ node: 'count', input: ['all=3'] })).outputs).toEqual({ output: ['3'] });
    const events: FlowEvent[] = [];
    const onEvent = (event: FlowEvent): unknown => events.push(event);
    expect((await run({ ...alone, input: ['inputs.name=Ann', 'n=1', 'zz=1'], onEvent })).status).toBe('Completed');
    const message = "Node 'greet' has no input 'zz'; its value is ignored.";
    expect(events).toContainEqual({ type: 'warning', node: 'greet', message });
    expect((await run({ node: 'nope' })).error).toMatchObject({
      message: expect.stringContaining('Its nodes are: greet, twice, count, mail'),
    });
  });

  test('gives tools the connections and variables of files and options', async () => {
    const envFile = join(folder, 'test.env');
    writeFileSync(envFile, 'MODE=file\nPW=from-file\n');
    const alone = { node: 'mail', envVar: [], envFile };
    expect((await run(alone)).outputs).toEqual({ output: ['h', 'from-file', 'file', 1] });
    expect((await run({ ...alone, envVar: ['MODE=option'] })).outputs).toEqual({
      output: ['h', 'from-file', 'option', 1],
    });
  });

  test('takes another connection for a node than the flow names', async () => {
    const other = await run({ node: 'mail', connections: [post, 'mail.c=other'] });
    expect(other.error?.message).toContain("there is no connection 'other'. Connections that were given: post.");
  });

  test.each([
    [{ input: ['n'] }, '--input "n" is not of the form name=value.'],
    [{ envVar: ['secret'] }, 'is not of the form name=value.'],
    [{ variant: ['a.b'] }, 'Invalid variant format: --variant a.b, variant should be in format of ${node.variant}.'],
    [{ inputsFile: 'nope.json' }, 'nope.json of --inputs cannot be read'],
    [{ connections: ['nope.yaml'] }, 'nope.yaml cannot be read'],
    [{ sandbox: true }, '--sandbox needs --env'],
  ])('says what is wrong with the options %j', async (options, message) => {
    await expect(run(options)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});

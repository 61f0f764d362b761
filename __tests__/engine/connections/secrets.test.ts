import { connectionsFrom, loadFlow, type FlowEvent } from '../../../engine';
import { node, runOnce, writeFlow } from '../flow-folder';

const mail = {
  name: 'mail',
  type: 'custom',
  configs: { host: 'h' },
  secrets: { password: 'hunter2', longer: 'hunter2!' },
};
const connections = connectionsFrom({ connections: [mail] });
const files = (body: string) => ({
  'flow.dag.yaml': `outputs: {out: {type: string, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', 'c: mail')}`,
  'n.py': `from promptflow.core import tool\nfrom promptflow.connections import CustomConnection\n\n@tool\ndef run(c: CustomConnection):\n    ${body}\n`,
});

describe('secrets of connections', () => {
  test('do not show in what a tool prints', async () => {
    const events: FlowEvent[] = [];
    await runOnce(
      files('print("pw", c.password, c.longer)'),
      {},
      { connections, onEvent: (event) => events.push(event) },
    );
    const printed = events.flatMap((event) => (event.type === 'printed' ? [event.text] : [])).join('');
    expect(printed).toContain('pw **data_scrubbed** **data_scrubbed**\n');
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  test('do not show in errors and their tracebacks', async () => {
    const result = await runOnce(files('raise ValueError(f"cannot log in with {c.password}")'), {}, { connections });
    expect(result.error?.message).toBe("Execution failure in 'n': (ValueError) cannot log in with **data_scrubbed**");
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  test('do not show in errors of loading', async () => {
    const folder = writeFlow({
      ...files('pass'),
      'n.py':
        'from promptflow.core import tool, ToolProvider\nfrom promptflow.connections import CustomConnection\n\nclass T(ToolProvider):\n    def __init__(self, c: CustomConnection):\n        raise ValueError(c.password)\n\n    @tool\n    def run(self):\n        pass\n',
    });
    const failure = await loadFlow(folder, { connections }).catch((error: unknown) => String(error));
    expect(failure).toContain('(ValueError) **data_scrubbed**');
  });

  test('reach the flow whole', async () => {
    expect((await runOnce(files('return c.password'), {}, { connections })).outputs).toEqual({ out: 'hunter2' });
  });
});

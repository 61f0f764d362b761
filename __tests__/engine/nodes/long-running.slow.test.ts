import type { FlowEvent } from '../../../engine';
import { node, runOnce } from '../flow-folder';

const files = (variables: string) => ({
  'flow.dag.yaml': `environment_variables: ${variables}\nnodes:\n${node('slow', 'slow.py', '')}`,
  'slow.py':
    'import threading\nfrom promptflow.core import tool\n\n@tool\ndef run():\n    threading.Event().wait(1.3)\n',
});

async function warnings(variables: string): Promise<readonly string[]> {
  const events: FlowEvent[] = [];
  await runOnce(files(variables), {}, { lineNumber: 4, onEvent: (event) => events.push(event) });
  return events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));
}

describe('a node that is slow', () => {
  test('tells how long it has been running, as often as PF_LONG_RUNNING_LOGGING_INTERVAL says', async () => {
    const [first] = await warnings('{PF_LONG_RUNNING_LOGGING_INTERVAL: 1}');
    expect(first).toBe('slow in line 4 has been running for 1 seconds.');
  });

  test('tells nothing without it', async () => {
    expect(await warnings('{}')).toEqual([]);
  });
});

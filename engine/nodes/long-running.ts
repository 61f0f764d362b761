import type { ExecutableNode } from './executable';

const variable = 'PF_LONG_RUNNING_LOGGING_INTERVAL';
const usualSeconds = 60;

/**
 * The same nodes, which warn while they are running, as often as prompt flow's variable says in seconds. Without it
 * they do not. `environment` has the flow's variables, which go before those of this process.
 */
export function withReminders(
  nodes: readonly ExecutableNode[],
  environment: Readonly<Record<string, string>>,
): readonly ExecutableNode[] {
  const text = environment[variable] ?? process.env[variable] ?? '';
  if (text === '') return nodes;
  const given = Number(text);
  const seconds = Number.isInteger(given) && given > 0 ? given : usualSeconds;
  return nodes.map((node) => withReminder(node, seconds));
}

function withReminder(node: ExecutableNode, seconds: number): ExecutableNode {
  const { name } = node.definition;
  return {
    ...node,
    run: async (call) => {
      const place = call.lineNumber === undefined ? name : `${name} in line ${call.lineNumber}`;
      let elapsed = 0;
      const remind = (): void => {
        elapsed += seconds;
        call.emit({ type: 'warning', node: name, message: `${place} has been running for ${elapsed} seconds.` });
      };
      const reminders = setInterval(remind, seconds * 1000);
      try {
        return await node.run(call);
      } finally {
        clearInterval(reminders);
      }
    },
  };
}

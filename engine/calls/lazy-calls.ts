import type { SecretMask } from '../connections/secret-mask';
import type { LoadFlow, LoadOptions } from '../load/load-flow';
import type { HostCalls } from '../nodes/python/calls';

/** What the tools of a flow can ask for; `mask` learns the secrets that they get. The code for it is imported when one asks: most tools never do. */
export function callsOf(options: LoadOptions, loadFlow: LoadFlow, mask: SecretMask): HostCalls {
  const { connections } = options;
  const load = connections === undefined ? options : { ...options, connections: mask.watch(connections) };
  let calls: Promise<HostCalls> | undefined;
  const open = async (): Promise<HostCalls> => {
    const { EngineCalls } = await import('./engine-calls');
    return new EngineCalls({ load, loadFlow });
  };
  return {
    answer: async (call, context) => (await (calls ??= open())).answer(call, context),
    lend: async (items) => (await (calls ??= open())).lend(items),
    close: async () => (await calls)?.close(),
  };
}

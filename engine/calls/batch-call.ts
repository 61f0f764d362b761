import type { BatchResult } from '../batch/result';
import type { LoadFlow, LoadOptions } from '../load/load-flow';
import type { BatchCall, CallContext, HostAnswer } from '../nodes/python/calls';
import { loadOptionsOf } from './call-options';

/** Runs a flow over data for code in Python, and tells how that ended. The lines are in the run's folder. */
export async function runBatchFor(
  { source, ...call }: { readonly source: string } & BatchCall,
  load: LoadOptions,
  loadFlow: LoadFlow,
  { signal, emit, onTokens }: CallContext,
): Promise<HostAnswer> {
  const { runBatchOf } = await import('../batch/run-batch');
  const { outdir, data, run, mapping, overrides, resume } = call;
  const result = await runBatchOf(loadFlow, source, {
    ...load,
    ...loadOptionsOf(call, load),
    nodeOverrides: overrides,
    ...{ outdir, mapping, resume, signal },
    ...(data === undefined ? {} : { data: [data] }),
    ...(run === undefined ? {} : { runFolder: run }),
    onEvent: (event) => {
      if (event.type === 'warning') emit(event);
    },
  });
  onTokens(result.tokens);
  return ended(result);
}

function ended({ status, lines, tokens, error }: BatchResult): HostAnswer {
  const described = error === undefined ? {} : { error: { code: error.code, message: error.message } };
  return { status, lines, tokens, ...described };
}

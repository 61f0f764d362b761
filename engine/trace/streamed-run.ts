import { FlowError } from '../error';
import { describe, type LineRun } from '../flow';
import { TextStream, textItems } from '../values/text-stream';
import type { LineTrace } from './line-trace';

/**
 * A run whose trace ends when its streamed outputs have, as they are a part of the answer. Undefined for a run that
 * streams nothing.
 */
export function endingWithStreams(run: LineRun, trace: LineTrace): LineRun | undefined {
  const { result } = run;
  let open = [...run.outputs.values()].filter((output) => output instanceof TextStream).length;
  if (open === 0) return undefined;
  trace.outlive();
  let failure: Partial<LineRun['result']> = {};
  const watch = ({ items }: TextStream): TextStream => {
    const pull = async (): Promise<string | undefined> => {
      try {
        const next = await items.next();
        return next.done === true ? undefined : next.value;
      } catch (error) {
        failure = { status: 'Failed', error: describe(FlowError.from(error)) };
        throw error;
      }
    };
    const end = async (): Promise<void> => {
      try {
        // What the stream tells at its end belongs to the trace.
        await items.return?.();
      } finally {
        open -= 1;
        if (open === 0) trace.end({ ...result, ...failure });
      }
    };
    return new TextStream(textItems(pull, end));
  };
  const outputs = new Map(
    [...run.outputs].map(([name, output]) => [name, output instanceof TextStream ? watch(output) : output]),
  );
  return { ...run, outputs, result: { ...result, outputs: { ...result.outputs, ...streams(outputs) } } };
}

function streams(outputs: LineRun['outputs']): Record<string, unknown> {
  return Object.fromEntries(
    [...outputs].flatMap(([name, output]) => (output instanceof TextStream ? [[name, output.items]] : [])),
  );
}

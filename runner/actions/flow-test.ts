import { join } from 'node:path';
import {
  type Aggregation,
  type Flow,
  type FlowEventHandler,
  type LineResult,
  type LineRun,
  type LoadOptions,
  type RunOptions,
  type Traces,
} from '../../engine';
import { readInputs, type GivenInputs } from '../flow-inputs';
import { openFlowOptions, type FlowOptions } from '../flow-options';

export interface FlowTestRequest extends FlowOptions, GivenInputs {
  readonly folder: string;
  /** Runs this node alone. */
  readonly node?: string;
  readonly signal?: AbortSignal;
  /** Hears what tools print, warnings, and how the nodes go on. */
  readonly onEvent?: FlowEventHandler;
}

/** What a run gave, and what the aggregation nodes made of it where there are any that read it. */
export interface FlowTestResult extends LineResult {
  /** Values that tools logged by `log_metric`. */
  readonly metrics?: Readonly<Record<string, unknown>>;
  /** Outputs of the aggregation nodes. */
  readonly aggregation?: Readonly<Record<string, unknown>>;
}

/** Runs a flow, or a node of it, once in this process. What cannot be loaded gives a failed result, as one that cannot run. */
export async function flowTest(request: FlowTestRequest): Promise<FlowTestResult> {
  const { describeError, FlowError, loadFlow, loadNode } = await import('../../engine');
  const { folder, node, signal, onEvent } = request;
  const start = performance.now();
  const inputs = await readInputs(request);
  const { load, close } = await openFlowOptions(request);
  const options: LoadOptions & RunOptions = {
    ...load,
    ...(onEvent === undefined ? {} : { onEvent }),
    ...(signal === undefined ? {} : { signal }),
  };
  try {
    if (node === undefined) {
      return await closing(await loadFlow(folder, options), (flow) => runWhole(flow, inputs, options));
    }
    return await closing(await loadNode(folder, node, options), (alone) => alone.run(inputs, options));
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    return {
      status: 'Failed',
      outputs: {},
      nodes: {},
      error: describeError(error),
      tokens: { prompt: 0, completion: 0, total: 0 },
      durationMs: Math.round(performance.now() - start),
    };
  } finally {
    await close();
  }
}

async function closing<T extends Pick<Flow, 'close'>>(
  loaded: T,
  run: (loaded: T) => Promise<FlowTestResult>,
): Promise<FlowTestResult> {
  try {
    return await run(loaded);
  } finally {
    await loaded.close();
  }
}

async function runWhole(flow: Flow, inputs: Record<string, unknown>, options: RunOptions): Promise<FlowTestResult> {
  for (const name of Object.keys(inputs).filter((given) => !flow.definition.inputs.has(given))) {
    options.onEvent?.({ type: 'warning', message: `The flow has no input '${name}'; its value is ignored.` });
  }
  const line = await runTraced(flow, inputs, options);
  // Aggregation nodes that read nothing but flow inputs have no use for a single line.
  if (line.result.status === 'Failed' || flow.aggregation !== 'outputs') return line.result;
  return withAggregation(line.result, await flow.aggregate([line], options));
}

/** Images and the trace of the run go to the folder that prompt flow keeps in a flow's own. */
async function runTraced(flow: Flow, inputs: Record<string, unknown>, options: RunOptions): Promise<LineRun> {
  const { onEvent = () => undefined } = options;
  const images = { folder: join(flow.folder, '.promptflow', 'output'), shownAs: '.promptflow/output' };
  const traces = await openTestTraces(flow, onEvent);
  try {
    const trace = traces.begin({ flow: flow.name, inputs });
    const line = await flow.execute(new Map(Object.entries(inputs)), {
      ...options,
      imageFolder: images,
      onEvent: (event) => {
        trace.onEvent(event);
        onEvent(event);
      },
    });
    trace.end(line.result);
    return line;
  } finally {
    await traces.close();
  }
}

async function openTestTraces(flow: Flow, onEvent: FlowEventHandler): Promise<Traces> {
  const { openTraces } = await import('../../engine');
  const options = { mask: flow.mask, onEvent };
  try {
    return await openTraces({ ...options, file: join(flow.folder, '.promptflow', 'traces.jsonl') });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onEvent({ type: 'warning', message: `The trace of this run is not kept: ${reason}` });
    return openTraces(options);
  }
}

async function withAggregation(result: LineResult, aggregation: Aggregation): Promise<FlowTestResult> {
  const { outputs, metrics, nodes, tokens, error } = aggregation;
  const { describeError, toPlain } = await import('../../engine');
  return {
    ...result,
    nodes: { ...result.nodes, ...Object.fromEntries(nodes) },
    metrics,
    aggregation: Object.fromEntries([...outputs].map(([name, output]) => [name, toPlain(output)])),
    tokens: {
      prompt: result.tokens.prompt + tokens.prompt,
      completion: result.tokens.completion + tokens.completion,
      total: result.tokens.total + tokens.total,
    },
    ...(error === undefined ? {} : { error: describeError(error) }),
  };
}

import { join, resolve } from 'node:path';
import {
  type Aggregation,
  type Flow,
  type FlowEventHandler,
  type LineResult,
  type LineRun,
  type LoadedNode,
  type LoadOptions,
  type RunOptions,
  type TestFiles,
  type Traces,
  type Value,
} from '../../engine';
import { readInputs, type GivenInputs } from '../flow-inputs';
import { openFlowOptions, variantsOf, type FlowOptions } from '../flow-options';

export interface FlowTestRequest extends FlowOptions, GivenInputs {
  readonly folder: string;
  /** Runs this node alone. */
  readonly node?: string;
  /** Folder for what the test leaves. Default: `.promptflow` in the flow's. */
  readonly detail?: string;
  readonly signal?: AbortSignal;
  /** Hears what tools print, warnings, and how the nodes go on. */
  readonly onEvent?: FlowEventHandler;
}

/** Outputs and metrics as the flow has them. */
interface ExactOutputs {
  readonly outputs: ReadonlyMap<string, Value>;
  readonly metrics?: ReadonlyMap<string, Value>;
  readonly aggregation?: ReadonlyMap<string, Value>;
}

/** What a run gave, and what the aggregation nodes made of it where there are any that read it. */
export interface FlowTestResult extends LineResult {
  /** Values that tools logged by `log_metric`. */
  readonly metrics?: Readonly<Record<string, unknown>>;
  /** Outputs of the aggregation nodes. */
  readonly aggregation?: Readonly<Record<string, unknown>>;
  /** All these with ints and floats kept apart, and no int rounded. Absent where nothing ran. */
  readonly exact?: ExactOutputs;
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
      return await closing(await loadFlow(folder, options), (flow) => runWhole(flow, inputs, options, request));
    }
    return await closing(await loadNode(folder, node, options), (alone) => runNode(alone, inputs, options, request));
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

async function runNode(
  alone: LoadedNode,
  inputs: Record<string, unknown>,
  options: RunOptions,
  request: FlowTestRequest,
): Promise<FlowTestResult> {
  const files = await testFiles(alone.flow, request);
  const onEvent = both(files.onEvent, options.onEvent);
  const { result, outputs } = await alone.run(inputs, { ...options, imageFolder: files.images, shows: true, onEvent });
  await files.write({ ...result, inputs, outputs });
  return { ...result, exact: { outputs } };
}

async function runWhole(
  flow: Flow,
  given: Record<string, unknown>,
  options: RunOptions,
  request: FlowTestRequest,
): Promise<FlowTestResult> {
  for (const name of Object.keys(given).filter((input) => !flow.definition.inputs.has(input))) {
    options.onEvent?.({ type: 'warning', message: `The flow has no input '${name}'; its value is ignored.` });
  }
  const { FlowError, historyInput, missingInputs } = await import('../../engine');
  const history = historyInput(flow.definition);
  const missing = new Set(missingInputs(flow.definition.inputs, given));
  // A conversation that is not given has not begun.
  const inputs = history !== undefined && missing.delete(history) ? { ...given, [history]: [] } : given;
  if (missing.size > 0) {
    const names = [...missing].map((name) => `'${name}'`).join(', ');
    throw new FlowError('UserErrorException', `Required input(s) [${names}] are missing for "flow".`);
  }
  const files = await testFiles(flow, request);
  const line = await runTraced(flow, inputs, { ...options, onEvent: both(files.onEvent, options.onEvent) }, request);
  let result: FlowTestResult = { ...line.result, exact: { outputs: line.outputs } };
  if (result.status === 'Completed' && flow.aggregation === 'always') {
    const onEvent = both(files.onAggregationEvent, options.onEvent);
    result = await withAggregation(line, await flow.aggregate([line], { ...options, shows: true, onEvent }));
  }
  await files.write({ ...result, inputs: line.inputs, ...result.exact });
  return result;
}

/** Images and the trace of the run go to the folder that prompt flow keeps in a flow's own. */
async function runTraced(
  flow: Flow,
  inputs: Record<string, unknown>,
  options: RunOptions,
  request: FlowTestRequest,
): Promise<LineRun> {
  const { onEvent = () => undefined } = options;
  const folder = await detailFolder(flow, request);
  const images = {
    folder: join(folder, 'output'),
    shownAs: request.detail === undefined ? '.promptflow/output' : join(folder, 'output'),
  };
  const traces = await openTestTraces(flow, join(folder, 'traces.jsonl'), onEvent);
  try {
    const trace = traces.begin({ flow: flow.name, inputs });
    const line = await flow.execute(new Map(Object.entries(inputs)), {
      ...options,
      imageFolder: images,
      shows: true,
      onEvent: both(trace.onEvent, onEvent),
    });
    trace.end(line.result);
    return line;
  } finally {
    await traces.close();
  }
}

async function openTestTraces(flow: Flow, file: string, onEvent: FlowEventHandler): Promise<Traces> {
  const { openTraces } = await import('../../engine');
  const options = { mask: flow.mask, onEvent };
  try {
    return await openTraces({ ...options, file });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onEvent({ type: 'warning', message: `The trace of this run is not kept: ${reason}` });
    return openTraces(options);
  }
}

async function testFiles(flow: LoadedNode['flow'], request: FlowTestRequest): Promise<TestFiles> {
  const { TestFiles: Files } = await import('../../engine');
  const { node, onEvent } = request;
  const tested = { variants: variantsOf(request.variant), ...(node === undefined ? {} : { node }) };
  return new Files(flow, await detailFolder(flow, request), tested, (message) =>
    onEvent?.({ type: 'warning', message }),
  );
}

async function detailFolder(flow: Pick<Flow, 'folder'>, { detail }: FlowTestRequest): Promise<string> {
  const { testFolder } = await import('../../engine');
  return detail === undefined ? join(flow.folder, testFolder) : resolve(detail);
}

function both(first: FlowEventHandler, second: FlowEventHandler | undefined): FlowEventHandler {
  return (event) => {
    first(event);
    second?.(event);
  };
}

async function withAggregation({ result, ...line }: LineRun, aggregation: Aggregation): Promise<FlowTestResult> {
  const { outputs, metrics, nodes, tokens, error } = aggregation;
  const { describeError, toPlain } = await import('../../engine');
  return {
    ...result,
    nodes: { ...result.nodes, ...Object.fromEntries(nodes) },
    metrics: toPlain(metrics) as Record<string, unknown>,
    aggregation: toPlain(outputs) as Record<string, unknown>,
    exact: { outputs: line.outputs, metrics, aggregation: outputs },
    tokens: {
      prompt: result.tokens.prompt + tokens.prompt,
      completion: result.tokens.completion + tokens.completion,
      total: result.tokens.total + tokens.total,
    },
    ...(error === undefined ? {} : { error: describeError(error) }),
  };
}

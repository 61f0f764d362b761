import { basename, resolve } from 'node:path';
import color from 'picocolors';
import { type FlowEvent, type Value } from '../../../engine';
import { flowTest, type FlowTestRequest, type FlowTestResult } from '../../actions/flow-test';
import { UserMistake } from '../../failure';
import { FlowEventRenderer } from '../render/flow-events';
import { NodeTree } from '../render/node-tree';

interface Options extends Omit<FlowTestRequest, 'folder' | 'root' | 'inputsFile'> {
  readonly inputs?: string;
  readonly interactive: boolean;
  readonly trace: boolean;
  readonly json: boolean;
  readonly project: string;
}

export async function flowTestCommand(folder: string, options: Options): Promise<void> {
  const { inputs, json, trace, interactive, project, ...given } = options;
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort(new Error('interrupted')));
  const tree = new NodeTree();
  const events = new FlowEventRenderer();
  const onEvent = (event: FlowEvent): void => {
    if (trace) tree.event(event);
    if (!json) events.event(event);
  };
  const request: FlowTestRequest = {
    ...given,
    folder: resolve(folder),
    root: resolve(project),
    signal: interruption.signal,
    onEvent,
    ...(inputs === undefined ? {} : { inputsFile: inputs }),
  };
  if (interactive) {
    if (json || given.node !== undefined) throw new UserMistake('--interactive goes with neither --json nor --node.');
    const { flowChatCommand } = await import('./flow-chat');
    await flowChatCommand(request);
    return;
  }
  const result = await flowTest(request);
  process.exitCode = result.status === 'Completed' ? 0 : 1;
  // With --json, stdout is for one object alone.
  if (trace) for (const line of tree.lines(basename(request.folder), result)) console.error(line);
  if (json) console.log(await resultJson(result));
  else await render(result, given.node);
}

async function resultJson({ exact, ...result }: FlowTestResult): Promise<string> {
  const { exactJson } = await import('../../../engine');
  return exactJson({ ...result, ...exact });
}

async function render(result: FlowTestResult, node: string | undefined): Promise<void> {
  if (result.status === 'Completed') {
    const { exactJson } = await import('../../../engine');
    const { outputs = new Map<string, Value>(), metrics = new Map<string, Value>() } = result.exact ?? {};
    const single = node === undefined ? result.single : 'output';
    const shown = single === undefined ? outputs : outputs.get(single);
    console.log(typeof shown === 'string' ? shown : exactJson(shown, { indent: 2 }));
    if (metrics.size > 0) console.log(`Metrics: ${exactJson(metrics, { indent: 2 })}`);
  }
  const { error } = result;
  if (error === undefined) return;
  console.error(`${color.red(error.code)}: ${error.message}`);
  if (error.traceback !== undefined) console.error(color.dim(error.traceback));
}

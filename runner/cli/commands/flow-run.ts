import { once } from 'node:events';
import { resolve } from 'node:path';
import color from 'picocolors';
import { exactJson, FlowError, readExactBatchLines, type BatchResult } from '../../../engine';
import { flowRun } from '../../actions/flow-run';
import { UserMistake } from '../../failure';
import { BatchProgress } from '../render/batch-progress';

interface Options {
  readonly data?: readonly string[];
  readonly map?: readonly string[];
  readonly run?: string;
  readonly out?: string;
  readonly resume: boolean;
  readonly artifacts: boolean;
  readonly concurrency?: string;
  readonly timeout?: string;
  readonly variant?: readonly string[];
  readonly connections?: readonly string[];
  readonly envFile?: string;
  readonly envVar?: readonly string[];
  readonly env?: string;
  readonly sandbox: boolean;
  readonly json: boolean;
  readonly project: string;
}

/** Also a terminal that is closed: what had ended is kept, and no tool is left running. */
const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function flowRunCommand(folder: string, options: Options): Promise<void> {
  const { data = [], map = [], concurrency, timeout, json, project, ...rest } = options;
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort(new Error('interrupted'));
  for (const signal of interruptions) process.once(signal, interrupt);
  const progress = new BatchProgress(process.stderr);
  try {
    const result = await flowRun({
      ...rest,
      folder: resolve(folder),
      root: resolve(project),
      data,
      map,
      ...(concurrency === undefined ? {} : { concurrency: wholeNumber('--concurrency', concurrency) }),
      ...(timeout === undefined ? {} : { timeout: positive('--timeout', timeout) }),
      onEvent: (event) => progress.event(event),
      signal: interruption.signal,
    });
    progress.end();
    process.exitCode = result.status === 'Completed' ? 0 : 1;
    if (json) await printJson(result);
    else printSummary(result);
  } catch (error) {
    progress.end();
    if (!(error instanceof FlowError)) throw error;
    process.exitCode = 2;
    if (json) console.log(JSON.stringify(refusal(error)));
    else console.error(`${color.red(error.code)}: ${error.message}`);
  } finally {
    for (const signal of interruptions) process.off(signal, interrupt);
  }
}

/** One JSON object, of which the lines are written one by one: they may be more than memory holds. */
async function printJson({ lines, exact, ...result }: BatchResult): Promise<void> {
  const { status, folder, ...rest } = result;
  const write = async (text: string): Promise<void> => {
    if (!process.stdout.writable || process.stdout.write(text)) return;
    // It never comes where whoever reads has gone.
    await once(process.stdout, 'drain').catch(() => undefined);
  };
  await write(`{"status":${JSON.stringify(status)},"folder":${JSON.stringify(folder)},"lines":[`);
  let first = true;
  for await (const line of readExactBatchLines(folder)) {
    await write(`${first ? '' : ','}${exactJson(line)}`);
    first = false;
  }
  await write(`],"counts":${JSON.stringify(lines)},${exactJson({ ...rest, ...exact }).slice(1)}\n`);
}

function printSummary({ status, lines, exact, error, folder, durationMs }: BatchResult): void {
  const paint = status === 'Completed' ? color.green : color.red;
  const reused = lines.reused === 0 ? '' : `, ${lines.reused} of them from before`;
  const seconds = (durationMs / 1000).toFixed(1);
  console.log(`${paint(status)}: ${lines.completed} of ${lines.total} lines${reused}, in ${seconds} s`);
  if (error !== undefined) console.error(`${color.red(error.code)}: ${error.message}`);
  for (const [name, value] of exact.metrics) console.log(`  ${name}: ${exactJson(value)}`);
  console.log(folder);
  if (status === 'Canceled') console.log(`Go on with it by the same command with --resume --out ${folder}`);
}

function refusal({ code, message }: FlowError): object {
  const tokens = { prompt: 0, completion: 0, total: 0 };
  return { status: 'Failed', lines: [], metrics: {}, aggregation: {}, tokens, durationMs: 0, error: { code, message } };
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new UserMistake(`${option} is "${text}"; it must be a whole number above 0.`);
  return Number(text);
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new UserMistake(`${option} is "${text}"; it must be a number of seconds above 0.`);
  return value;
}

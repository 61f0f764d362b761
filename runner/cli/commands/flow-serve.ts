import { resolve } from 'node:path';
import color from 'picocolors';
import type { ServeEvent } from '../../../engine/serve';
import { flowServe } from '../../actions/flow-serve';
import { UserMistake } from '../../failure';
import type { FlowOptions } from '../../flow-options';

interface Options extends Omit<FlowOptions, 'root'> {
  readonly host: string;
  readonly port: string;
  readonly maxConcurrent?: string;
  readonly timeout?: string;
  readonly traces?: string;
  readonly json: boolean;
  readonly project: string;
}

/** Serves a flow until it is interrupted; requests under way are still answered. */
export async function flowServeCommand(folder: string, options: Options, version: string): Promise<void> {
  const { host, port, maxConcurrent, timeout, traces, json, project, ...flowOptions } = options;
  const served = await flowServe({
    ...flowOptions,
    folder: resolve(folder),
    root: resolve(project),
    host,
    port: wholeNumber('--port', port, 0, 65_535),
    version,
    onEvent: json ? (event) => console.log(JSON.stringify(event)) : showEvent,
    ...(maxConcurrent === undefined
      ? {}
      : { maxConcurrent: wholeNumber('--max-concurrent', maxConcurrent, 1, 100_000) }),
    ...(traces === undefined ? {} : { traces: resolve(traces) }),
    ...(timeout === undefined ? {} : { timeout: wholeNumber('--timeout', timeout, 1, 86_400) }),
  });
  const { name, url } = served;
  if (json) console.log(JSON.stringify({ type: 'started', name, url }));
  else console.log(`${color.bold(name)} is served at ${color.cyan(url)}\nCtrl-C ends it.`);
  await new Promise((stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  await served.close();
}

function showEvent(event: ServeEvent): void {
  if (event.type === 'answered') {
    const { method, path, status, durationMs, error } = event;
    const shown = status < 400 ? color.green(status) : color.red(status);
    const reason = error === undefined ? '' : `  ${error.code}: ${error.message}`;
    console.log(`${shown} ${method} ${path} ${durationMs} ms${reason}`);
  } else if (event.type === 'feedback') {
    console.log(`feedback ${JSON.stringify(event.feedback)}`);
  } else if (event.event.type === 'printed') {
    console.error(`${color.dim(event.event.node ?? 'tool')} ${event.event.text.trimEnd()}`);
  } else if (event.event.type === 'warning') {
    console.error(`${color.yellow('warning')} ${event.event.message}`);
  }
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new UserMistake(`${option} must be a whole number from ${least} to ${most}, not "${text}".`);
}

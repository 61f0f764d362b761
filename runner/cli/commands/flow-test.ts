import { resolve } from 'node:path';
import color from 'picocolors';
import { flowTest } from '../../actions/flow-test';

interface Options {
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly variant?: readonly string[];
  readonly connections?: readonly string[];
  readonly envFile?: string;
  readonly envVar?: readonly string[];
  readonly env?: string;
  readonly sandbox: boolean;
  readonly json: boolean;
  readonly project: string;
}

export async function flowTestCommand(folder: string, options: Options): Promise<void> {
  const { input = [], inputs, json, project, ...flowOptions } = options;
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort());
  const result = await flowTest({
    folder: resolve(folder),
    root: resolve(project),
    ...flowOptions,
    input,
    signal: interruption.signal,
    ...(inputs === undefined ? {} : { inputsFile: inputs }),
  });
  process.exitCode = result.status === 'Completed' ? 0 : 1;
  if (json) {
    console.log(JSON.stringify(result));
    return;
  }
  if (result.error !== undefined) {
    console.error(`${color.red(result.error.code)}: ${result.error.message}`);
    return;
  }
  console.log(JSON.stringify(result.outputs, undefined, 2));
}

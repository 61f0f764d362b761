import { resolve } from 'node:path';
import { type CommandResult } from '../result';
import { type RunRequest } from '../session';
import { createRenderer } from './render';

export interface CommandOptions {
  readonly env: string;
  readonly sandbox: boolean;
  readonly json: boolean;
  readonly project: string;
  readonly yes?: boolean;
}

/** Runs an action as the terminal, the pipeline or the program that called it wants to see it; sets the exit code. */
export async function runCommand(
  options: CommandOptions,
  action: (request: RunRequest) => Promise<CommandResult>,
): Promise<CommandResult> {
  const renderer = await createRenderer({ json: options.json, yes: options.yes ?? true });
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const result = await action({
      root: resolve(options.project),
      env: options.env,
      sandbox: options.sandbox,
      emit: (event) => renderer.event(event),
      confirm: (confirmation) => renderer.confirm(confirmation),
      signal: interruption.signal,
    });
    await renderer.result(result);
    process.exitCode = { succeeded: 0, failed: 1, invalid: 2, rejected: 3, 'gate-failed': 4 }[result.status];
    return result;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await renderer.close();
  }
}

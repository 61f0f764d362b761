import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describeDiagnostic, parseMessage, type Diagnostic, type TerraformMessage } from './messages';

export interface TerraformInvocation {
  readonly binary: string;
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly arguments: readonly string[];
  /** Called for each message of a `-json` command. */
  readonly onMessage?: (message: TerraformMessage) => void;
  /** Terraform is asked to stop (SIGINT): it finishes what is in flight and saves its state. */
  readonly signal?: AbortSignal;
}

export interface TerraformOutcome {
  readonly exitCode: number;
  /** What it printed to its standard output that was not a `-json` message. */
  readonly stdout: string;
  readonly stderr: string;
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** Runs one terraform command to its end. Resolves whatever its exit code is: the callers know which ones are fine. */
export async function runTerraform(invocation: TerraformInvocation): Promise<TerraformOutcome> {
  const child = spawn(invocation.binary, invocation.arguments, {
    cwd: invocation.directory,
    env: invocation.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in a terminal must reach Terraform once, from us; a second one would make it drop its work.
    detached: true,
  });
  const stop = () => child.kill('SIGINT');
  invocation.signal?.addEventListener('abort', stop, { once: true });

  const diagnostics: Diagnostic[] = [];
  const stdout: string[] = [];
  const stderr: string[] = [];
  const closed = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parseMessage(line);
    if (message === undefined) {
      stdout.push(line);
      return;
    }
    if (message.diagnostic !== undefined) diagnostics.push(message.diagnostic);
    invocation.onMessage?.(message);
  });
  createInterface({ input: child.stderr }).on('line', (line) => stderr.push(line));
  try {
    const exitCode = await closed;
    return {
      exitCode,
      stdout: stdout.join('\n'),
      stderr: stderr.join('\n'),
      errors: diagnostics.filter(({ severity }) => severity === 'error'),
      warnings: diagnostics.filter(({ severity }) => severity === 'warning'),
    };
  } finally {
    invocation.signal?.removeEventListener('abort', stop);
  }
}

/** What went wrong, each cause once, in Terraform's own words. */
export function causesOf({ errors, stdout, stderr }: TerraformOutcome): string[] {
  const causes = errors.map(describeDiagnostic);
  return causes.length > 0 ? [...new Set(causes)] : [`${stdout}\n${stderr}`.trim()];
}

import { readFileSync } from 'node:fs';

/** A process, told apart from later ones that are given the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own terms; absent where the system does not tell. */
  readonly started?: string;
}

/** The process that runs this code. */
export function thisProcess(): ProcessIdentity {
  const started = readProcess(process.pid)?.started;
  return { pid: process.pid, ...(started === undefined ? {} : { started }) };
}

/** False once the process has ended, also when its parent has not collected it yet or its id was given away. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = readProcess(pid);
  return now === undefined || (!now.ended && (started === undefined || now.started === started));
}

/** Linux only: elsewhere the process id alone has to do. */
function readProcess(pid: number): { readonly started: string; readonly ended: boolean } | undefined {
  try {
    // The command name stands in parentheses and may hold spaces itself.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const [state = '', started = ''] = [fields[0], fields[19]];
    return { started: `${boot}:${started}`, ended: state === 'Z' || state === 'X' };
  } catch {
    return undefined;
  }
}

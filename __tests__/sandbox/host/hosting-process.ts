import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const program = `
  const { openSandbox } = require(process.argv[1]);
  (async () => {
    const sandbox = await openSandbox({ directory: process.argv[2], terraform: false });
    console.log(JSON.stringify({ hosted: sandbox.hosted, endpoint: sandbox.endpoint, token: sandbox.token() }));
    for await (const _ of process.stdin);
    await sandbox.close();
  })();
`;

/** What the other process says of the sandbox that it opened. */
export interface Opened {
  readonly hosted: boolean;
  readonly endpoint: string;
  readonly token: string;
}

/** Another process that opens a sandbox and keeps it open. */
export class HostingProcess {
  private constructor(private readonly child: ChildProcess) {}

  static start(directory: string): HostingProcess {
    const module = resolve(__dirname, '../../../dist/sandbox');
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    return new HostingProcess(spawn(process.execPath, ['-e', program, module, directory], { stdio: [...stdio] }));
  }

  async opened(): Promise<Opened> {
    const lines = createInterface({ input: this.child.stdout! });
    const failed = once(this.child, 'exit').then(() => Promise.reject(new Error('It ended before it was open.')));
    const [line] = (await Promise.race([once(lines, 'line'), failed])) as [string];
    return JSON.parse(line) as Opened;
  }

  /** Ends it as the power button would. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  /** Has it close the sandbox and end. */
  async close(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.stdin!.end();
    await exited;
  }
}

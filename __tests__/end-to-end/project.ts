import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type CommandResult } from '../../runner/result';

const repository = resolve(__dirname, '../..');
const cli = join(repository, 'bin/llmops.js');

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the example project in a folder of its own, used through the CLI as a user does. */
export class ExampleProject {
  readonly root = mkdtempSync(join(tmpdir(), 'llmops-project-'));

  /**
   * @param flows only these flows; all by default
   * @param experiments whether deploys experiment as the example says; by default they do not, which is quicker
   */
  constructor(flows?: readonly string[], { experiments = false } = {}) {
    cpSync(join(repository, 'flows'), join(this.root, 'flows'), { recursive: true });
    cpSync(join(repository, 'flows-config'), join(this.root, 'flows-config'), { recursive: true });
    for (const file of readdirSync(join(this.root, 'flows-config'))) {
      const name = file.replace(/\.yaml$/, '');
      const isFlow = file.endsWith('.yaml') && name !== 'environments';
      if (flows !== undefined && isFlow && !flows.includes(name)) rmSync(join(this.root, 'flows-config', file));
    }
    if (experiments) return;
    this.edit('flows-config/environments.yaml', (text) =>
      text.replaceAll(/experiment: \{.*\}/g, 'experiment: { run: none }'),
    );
  }

  path(file: string): string {
    return join(this.root, file);
  }

  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  edit(file: string, change: (text: string) => string): void {
    const before = this.read(file);
    const after = change(before);
    if (after === before) throw new Error(`The edit of ${file} changes nothing.`);
    writeFileSync(this.path(file), after);
  }

  start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(process.execPath, [cli, ...args], {
      cwd: this.root,
      env: { ...process.env, CI: 'true', NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Answer> {
    const child = this.start(args, environment);
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr?.on('data', (text: Buffer) => (stderr += text.toString()));
    const exitCode = await new Promise<number>((finished) => child.once('close', (code) => finished(code ?? -1)));
    return { exitCode, stdout, stderr };
  }

  /** Runs a command with `--sandbox --json` and answers its last line. */
  async result(command: string, ...args: readonly string[]): Promise<CommandResult & { readonly exitCode: number }> {
    const answer = await this.run([command, '--sandbox', '--json', ...args]);
    const last = answer.stdout.trim().split('\n').at(-1) ?? '';
    try {
      return { ...(JSON.parse(last) as CommandResult), exitCode: answer.exitCode };
    } catch {
      throw new Error(`${command} did not end with a result:\n${answer.stdout}\n${answer.stderr}`);
    }
  }

  deploy(env = 'dev', ...args: readonly string[]) {
    return this.result('deploy', '--env', env, '--yes', ...args);
  }

  /** Names of all files below a folder whose text holds one of the words. */
  filesWith(words: readonly string[], folder = '.llmops'): string[] {
    return readdirSync(this.path(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => {
        const content = readFileSync(file, 'latin1');
        return words.some((word) => content.includes(word));
      });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

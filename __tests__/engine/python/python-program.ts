import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const repository = resolve(__dirname, '../../..');
const execute = promisify(execFile);

/** Runs a program that imports `promptflow`, as `llmops flow python-path` lets it, and gives what it printed. */
export async function runProgram(
  folder: string,
  file: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return execute('python3', [file], { cwd: folder, env: { ...(await programEnvironment()), ...environment } });
}

/** Starts such a program, and gives its process. */
export async function startProgram(folder: string, file: string): Promise<ChildProcess> {
  return spawn('python3', [file], { cwd: folder, env: await programEnvironment(), stdio: 'ignore' });
}

async function programEnvironment(): Promise<NodeJS.ProcessEnv> {
  const { stdout } = await execute('node', [`${repository}/bin/llmops.js`, 'flow', 'python-path']);
  return { ...process.env, PYTHONPATH: stdout.trim(), PYTHONDONTWRITEBYTECODE: '1' };
}

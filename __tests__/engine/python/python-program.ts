import { execFile } from 'node:child_process';
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
  const program = `${repository}/bin/llmops.js`;
  const { stdout } = await execute('node', [program, 'flow', 'python-path']);
  return execute('python3', [file], {
    cwd: folder,
    env: { ...process.env, PYTHONPATH: stdout.trim(), PYTHONDONTWRITEBYTECODE: '1', ...environment },
  });
}

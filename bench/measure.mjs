import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '..');
export const cli = join(repository, 'bin/llmops.js');

/** Calls `use` with a copy of the example project, and removes it in the end. */
export function withExampleProject(use) {
  const root = mkdtempSync(join(tmpdir(), 'llmops-bench-'));
  try {
    for (const part of ['flows', 'flows-config']) cpSync(join(repository, part), join(root, part), { recursive: true });
    for (const part of ['node_modules', 'dist', 'cdktf.json']) symlinkSync(join(repository, part), join(root, part));
    use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Seconds that a command takes; ends the benchmark where it fails. */
export function seconds(command, args, options) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    ...options,
    env: { ...process.env, CI: 'true', CHECKPOINT_DISABLE: '1', CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1', ...options?.env },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
  return (performance.now() - start) / 1000;
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Runs both in turn, so that a busy machine is busy for both, and prints a row with the ratio. */
export function compare(name, rounds, ours, plain) {
  const times = { ours: [], plain: [] };
  for (let round = 0; round < rounds; round += 1) {
    times.ours.push(ours());
    times.plain.push(plain());
  }
  const [a, b] = [median(times.ours), median(times.plain)];
  console.log(`| ${name} | ${a.toFixed(2)} s | ${b.toFixed(2)} s | ${(b / a).toFixed(1)} |`);
}

/** Measured times mean little without it. */
export function printMachine() {
  console.log(`${cpus().length} cores, ${cpus()[0].model}, Node ${process.version}\n`);
}

export function printHeader(plain) {
  printMachine();
  console.log(`| what | llmops | ${plain} | ratio |\n| --- | --- | --- | --- |`);
}

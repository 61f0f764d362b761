import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadFlow, type LineResult, type LoadOptions, type RunOptions } from '../../engine';

const folders: string[] = [];

/** Contents by path. A flow's own definition is `flow.dag.yaml`. */
export type Files = Readonly<Record<string, string>>;

/** Writes a flow to a temporary folder, which is removed after the test file. */
export function writeFlow(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'engine-test-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Loads a flow, runs it once and closes it. */
export async function runOnce(
  files: Files,
  inputs: Readonly<Record<string, unknown>> = {},
  options: LoadOptions & RunOptions = {},
): Promise<LineResult> {
  const flow = await loadFlow(writeFlow(files), options);
  try {
    return await flow.run(inputs, options);
  } finally {
    await flow.close();
  }
}

/** A Python tool of one line: `tool('a, b=1', 'a + b')`. */
export function tool(parameters: string, expression: string): string {
  return `from promptflow.core import tool\n\n@tool\ndef run(${parameters}):\n    return ${expression}\n`;
}

/** A node of a flow.dag.yaml, in YAML's flow style. `fields` are further keys, such as `activate: {…}`. */
export function node(name: string, file: string, inputs: string, fields = ''): string {
  const type = file.endsWith('.py') ? 'python' : 'prompt';
  const more = fields === '' ? '' : `, ${fields}`;
  return `- {name: ${name}, type: ${type}, source: {type: code, path: ${file}}, inputs: {${inputs}}${more}}\n`;
}

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FlowError } from '../../error';
import { formatJson } from '../../values/format-json';
import { isDict } from '../../values/value';
import type { EncodedArgument } from './protocol';

/** The definition of an assistant that a file holds: model, instructions and tools. The tool does with it what it likes. */
export async function readAssistant(path: string, folder: string, node: string): Promise<EncodedArgument> {
  const file = resolve(folder, path);
  const fail = (reason: string, cause?: unknown): never => {
    const message = `The definition of the assistant for node '${node}' cannot be read from ${file}: ${reason}`;
    throw new FlowError('InvalidSource', message, { node, file, cause });
  };
  const text = await readFile(file, 'utf8').catch((error: unknown) => fail(String(error), error));
  const { parseYaml } = await import('../../load/yaml');
  const body = parseYaml(text, file);
  return isDict(body)
    ? { assistant: formatJson(body) }
    : fail('it must be a mapping with model, instructions and tools.');
}

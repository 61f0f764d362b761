import { readFile } from 'node:fs/promises';
import type { FlowDefinition } from '../load/definition';
import { locateFlow } from '../load/locate';
import { parseDefinition } from '../load/parse-definition';
import { parseYaml } from '../load/yaml';
import { str } from '../values/python-text';
import { isDict, type Value } from '../values/value';

/** What a flow asks of the machine that serves it. */
export interface PackagedDefinition extends FlowDefinition {
  /** Path of the flow.dag.yaml in the flow's folder. */
  readonly file: string;
  /** Path of the file with its Python packages, where its `environment` names one. */
  readonly requirements?: string;
  /** Keys of its `environment` that only prompt flow's own images know. */
  readonly ignored: readonly string[];
}

/** Reads a flow's definition without loading its tools: no Python and no connection is needed. */
export async function readDefinition(
  folder: string,
  variants: Readonly<Record<string, string>>,
): Promise<PackagedDefinition> {
  const location = locateFlow(folder);
  const document = parseYaml(await readFile(location.file, 'utf8'), location.file);
  const environment = (isDict(document) ? document.get('environment') : undefined) ?? null;
  const requirements = field(environment, 'python_requirements_txt');
  return {
    ...parseDefinition(document, location, variants),
    file: location.file.slice(location.folder.length + 1),
    ...(requirements === undefined ? {} : { requirements: requirements.replace(/^\.\//, '') }),
    ignored: ['image', 'conda_file', 'setup_sh'].filter((key) => field(environment, key) !== undefined),
  };
}

function field(environment: Value, key: string): string | undefined {
  const value = isDict(environment) ? (environment.get(key) ?? null) : null;
  return value === null || value === '' ? undefined : str(value);
}

import { readFile } from 'node:fs/promises';
import type { FlowDefinition } from '../load/definition';
import { FlowError } from '../error';
import { locateFlow } from '../load/locate';
import { parseDefinition } from '../load/parse-definition';
import type { FlexDefinition } from '../flex/definition';
import { parseFlex } from '../flex/parse-flex';
import { promptyAsNode } from './prompty-definition';
import type { Reference } from '../references/reference';
import { parseYaml } from '../load/yaml';
import { str } from '../values/python-text';
import { isDict, isList, type Value } from '../values/value';

/** What a flow asks of the machine that serves it. */
export interface PackagedDefinition extends FlowDefinition {
  /** Absolute path of the flow's folder. */
  readonly folder: string;
  /** Path of the definition in it. */
  readonly file: string;
  /** Environment variables that it reads itself. */
  readonly variables?: readonly string[];
  /** Path of the file with its Python packages, where its `environment` names one. */
  readonly requirements?: string;
  /** Keys of its `environment` that only prompt flow's own images know. */
  readonly ignored: readonly string[];
}

/** Reads a flow's definition without loading its tools: no Python and no connection is needed. */
export async function readDefinition(
  path: string,
  variants: Readonly<Record<string, string>>,
): Promise<PackagedDefinition> {
  const location = locateFlow(path);
  const { folder } = location;
  const file = location.file.slice(folder.length + 1);
  if (location.kind === 'prompty') return { ...(await promptyAsNode(location, variants)), folder, file, ignored: [] };
  if (location.text !== undefined) {
    const message = `${location.file} names the code of a flow alone. To package it, write '${location.text.trim()}' to a flow.flex.yaml beside it, and give the folder.`;
    throw new FlowError('UnsupportedFlowError', message, { file: location.file });
  }
  const document = parseYaml(await readFile(location.file, 'utf8'), location.file);
  const environment = (isDict(document) ? document.get('environment') : undefined) ?? null;
  const requirements = field(environment, 'python_requirements_txt');
  return {
    ...(location.kind === 'flex'
      ? entryAsNode(parseFlex(document, location, process.env))
      : parseDefinition(document, location, variants)),
    ...{ folder, file },
    ...(requirements === undefined ? {} : { requirements: requirements.replace(/^\.\//, '') }),
    ignored: ['image', 'conda_file', 'setup_sh'].filter((key) => field(environment, key) !== undefined),
  };
}

/** A flex flow as a package sees it: one Python node, which may use every connection that its sample's init names. */
function entryAsNode(flex: FlexDefinition): FlowDefinition {
  const { name, entry, sample, environmentVariables, additionalIncludes } = flex;
  const literals = [...sample.init.values()].flatMap(texts).map((value): Reference => ({ kind: 'literal', value }));
  return {
    name,
    inputs: flex.inputs ?? new Map(),
    outputs: new Map(),
    nodes: [
      {
        name: entry.name,
        type: 'python',
        inputs: new Map(literals.map((literal, index) => [`init${index}`, literal])),
        aggregation: false,
      },
    ],
    environmentVariables,
    additionalIncludes,
    messageFormat: 'basic',
  };
}

function texts(value: Value): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isList(value)) return value.flatMap(texts);
  return isDict(value) ? [...value.values()].flatMap(texts) : [];
}

function field(environment: Value, key: string): string | undefined {
  const value = isDict(environment) ? (environment.get(key) ?? null) : null;
  return value === null || value === '' ? undefined : str(value);
}

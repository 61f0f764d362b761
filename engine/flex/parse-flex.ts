import { basename } from 'node:path';
import { FlowError } from '../error';
import { DefinitionReader } from '../load/parse-definition';
import { resolveReferences, type Variables } from '../prompty/references';
import { repr, str } from '../values/python-text';
import type { Dict, Value } from '../values/value';
import type { EntryName, FlexDefinition, FlexSample, InitDefinition } from './definition';

/** Reads the parsed YAML of a flex flow. Throws a `FlowError` at the first thing that cannot be understood. */
export function parseFlex(
  document: Value,
  location: { readonly folder: string; readonly file: string },
  variables: Variables,
): FlexDefinition {
  const reader = new DefinitionReader(location.file);
  const flow = reader.mapping(document, 'the flow');
  refuseOtherLanguages(flow, location.file);
  const description = flow.get('description') ?? null;
  const declared = <T>(section: string, read: (name: string, body: Value) => T) =>
    (flow.get(section) ?? null) === null ? undefined : reader.entries(flow.get(section), section, read);
  return {
    name: basename(location.folder),
    ...(description === null ? {} : { description: str(description) }),
    entry: parseEntry(flow.get('entry') ?? null, location.file),
    inputs: declared('inputs', (name, body) => reader.input(name, body)),
    outputs: declared('outputs', (name, body) => reader.declaredOutput(name, body)),
    init: declared('init', (name, body) => initDefinition(reader.mapping(body, `init '${name}'`), name, location.file)),
    sample: parseSample(reader, resolveReferences(flow.get('sample') ?? null, location.folder, variables)),
    environmentVariables: reader.entries(
      flow.get('environment_variables'),
      'environment_variables',
      (_, value) => value,
    ),
    additionalIncludes: reader.list(flow.get('additional_includes'), 'additional_includes').map(str),
  };
}

/** @throws FlowError for what does not name a module and something in it */
export function parseEntry(entry: Value, file: string): EntryName {
  const [, module, name] = (typeof entry === 'string' && /^([\w.]+):(\w+)$/.exec(entry)) || [];
  if (module !== undefined && name !== undefined) return { module, name };
  const found = typeof entry === 'string' ? `'${entry}'` : repr(entry);
  const message = `Invalid entry ${found}. The entry should be in the format of '<module>:<function>', such as main:run. See ${file}.`;
  throw new FlowError('InvalidFlexFlowEntry', message, { file });
}

function parseSample(reader: DefinitionReader, value: Value): FlexSample {
  const sample = reader.mapping(value, 'sample');
  const section = (name: string): ReadonlyMap<string, Value> =>
    reader.entries(sample.get(name), `sample.${name}`, (_, item) => item);
  return { inputs: section('inputs'), init: section('init') };
}

function initDefinition(fields: Dict, name: string, file: string): InitDefinition {
  const type = fields.get('type');
  const fallback = fields.get('default') ?? null;
  if (typeof type === 'string') return fallback === null ? { type } : { type, default: fallback };
  throw new FlowError('FlowDefinitionError', `The init '${name}' has no type. See ${file}.`, { file });
}

function refuseOtherLanguages(flow: Dict, file: string): void {
  const language = flow.get('language') ?? 'python';
  if (language === 'python') return;
  const message = `${file} is written in ${str(language)}; flex flows run in Python only.`;
  throw new FlowError('UnsupportedFlowError', message, { file });
}

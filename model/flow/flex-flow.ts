import { type Fault } from '../yaml/document';
import { entry as own } from '../yaml/path';
import { type FlowDefinition } from './definition';
import { type UsedConnection } from './flow-folder';
import { connectionParameters } from './python-tool';
import { pythonEntry, type PythonEntry } from './python-entry';

/** A flow that is a Python function or class, as far as its files tell without being run. */
export interface FlexFlow {
  /** With the inputs and outputs that only the code names. */
  readonly definition: FlowDefinition;
  /** Outputs that an endpoint's answer is sure to have. */
  readonly outputs: readonly string[];
  readonly connections: readonly UsedConnection[];
  readonly faults: readonly Fault[];
}

/** Reads a flex flow; `read` gives a file of the flow, if it is there. */
export function flexFlow(written: FlowDefinition, read: (file: string) => string | undefined): FlexFlow {
  const [, module, name] = (typeof written.entry === 'string' && /^([\w.]+):(\w+)$/.exec(written.entry)) || [];
  if (module === undefined || name === undefined) {
    return { definition: written, outputs: [], connections: [], faults: [badEntry(written.entry)] };
  }
  const path = module.replaceAll('.', '/');
  const source = read(`${path}.py`) ?? read(`${path}/__init__.py`);
  const code = source === undefined ? undefined : pythonEntry(source, name);
  const isMissing = source === undefined && read('requirements.txt') === undefined;
  return {
    definition: code === undefined ? written : completed(written, code, source ?? ''),
    outputs: code?.fields ?? [],
    connections: connectionsOf(written, name, source ?? ''),
    faults: [
      ...(isMissing ? [missingModule(module, path)] : []),
      // What is imported from elsewhere is named in the file, too.
      ...(source !== undefined && !new RegExp(`\\b${name}\\b`).test(source) ? [unknownEntry(name, path)] : []),
    ],
  };
}

function completed(written: FlowDefinition, code: PythonEntry, source: string): FlowDefinition {
  const inputs = code.parameters.map(({ name, hasDefault }) => {
    const declared = own(written.inputs, name) ?? { type: 'object' as const };
    return [name, hasDefault ? { default: '', ...declared } : declared] as const;
  });
  return {
    ...written,
    inputs: { ...written.inputs, ...Object.fromEntries(inputs) },
    outputs: written.outputs ?? Object.fromEntries(outputNames(code, source).map((name) => [name, {}])),
  };
}

/** Code that does not say what it returns may return any dict that it writes. */
function outputNames({ fields }: PythonEntry, source: string): readonly string[] {
  return fields ?? ['output', ...[...source.matchAll(/["'](\w+)["']\s*:/g)].flatMap(([, key]) => key ?? [])];
}

/** Connections that the sample's init names, by which a flow is made that is given no other. */
function connectionsOf({ sample }: FlowDefinition, node: string, source: string): readonly UsedConnection[] {
  const parameters = connectionParameters(source);
  const init = field(sample, 'init');
  return Object.entries(isMapping(init) ? init : {}).flatMap(([parameter, value]): UsedConnection[] => {
    const path = ['sample', 'init', parameter];
    if (typeof value === 'string' && parameters.has(parameter)) return [{ name: value, node, path }];
    const named = field(value, 'connection');
    return typeof named === 'string' ? [{ name: named, node, path: [...path, 'connection'] }] : [];
  });
}

function field(value: unknown, key: string): unknown {
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function badEntry(entry: unknown): Fault {
  const message = `The entry ${JSON.stringify(entry)} names no function or class.`;
  return { path: ['entry'], code: 'bad-entry', message, hint: 'Write <module>:<function or class>, such as main:run.' };
}

function missingModule(module: string, path: string): Fault {
  const message = `The entry's module '${module}' is not in the flow folder: there is no '${path}.py'.`;
  const hint = 'Correct the entry, add the file, or name the package that holds it in requirements.txt.';
  return { path: ['entry'], code: 'missing-file', message, hint };
}

function unknownEntry(name: string, path: string): Fault {
  const message = `The entry's '${name}' is not in '${path}.py'.`;
  return { path: ['entry'], code: 'bad-entry', message, hint: 'Name a function or class of that file.' };
}

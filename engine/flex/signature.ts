import { FlowError } from '../error';
import type { DeclaredOutput, InputDefinition, ValueType } from '../load/definition';
import type { EntryParameter, LoadedEntry } from '../nodes/python/protocol';
import { parseJson } from '../values/parse-json';
import { singleOutput, type FlexDefinition, type InitDefinition } from './definition';

/** What a flow takes and gives, by its code and by its definition together. */
export interface FlexSignature {
  readonly inputs: ReadonlyMap<string, InputDefinition>;
  readonly outputs: ReadonlyMap<string, DeclaredOutput>;
  /** Defaults of the entry's initializer that the definition sets. */
  readonly init: ReadonlyMap<string, InitDefinition>;
}

/**
 * Completes a definition by the annotations of the code. What the definition says comes first, but it must name the same
 * inputs and parameters as the code.
 * @throws FlowError where it does not
 */
export function flexSignature(definition: FlexDefinition, entry: LoadedEntry, file: string): FlexSignature {
  checkNames('inputs', definition.inputs, names(entry.parameters), file);
  checkNames('init', definition.init, names(entry.creation), file);
  if (entry.outputs !== null) checkNames('outputs', definition.outputs, names(entry.outputs), file);
  const inputs = entry.parameters.map((parameter): [string, InputDefinition] => [
    parameter.name,
    input(parameter, definition.inputs?.get(parameter.name)),
  ]);
  return {
    inputs: new Map(inputs),
    outputs: definition.outputs ?? outputsOf(entry),
    init: definition.init ?? new Map(),
  };
}

function input(parameter: EntryParameter, declared: InputDefinition | undefined): InputDefinition {
  const { default: fallback, ...said } = declared ?? { type: parameter.type, isChatInput: false };
  // An empty text is prompt flow's way to say that there is no default.
  const own: InputDefinition = fallback === undefined || fallback === '' ? said : { ...said, default: fallback };
  if (own.default !== undefined || parameter.required) return own;
  return parameter.default === null
    ? { ...own, isOptional: true }
    : { ...own, isOptional: true, default: parseJson(parameter.default) };
}

function outputsOf({ outputs }: LoadedEntry): ReadonlyMap<string, DeclaredOutput> {
  const declared = (type: ValueType): DeclaredOutput => ({ type, evaluationOnly: false, isChatOutput: false });
  if (outputs === null) return new Map([[singleOutput, declared('string')]]);
  return new Map(outputs.map(({ name, type }) => [name, declared(type)]));
}

function names(ports: readonly { readonly name: string }[]): string[] {
  return ports.map(({ name }) => name);
}

function checkNames(
  section: string,
  declared: ReadonlyMap<string, unknown> | undefined,
  known: readonly string[],
  file: string,
): void {
  if (declared === undefined || declared.size === 0) return;
  if (declared.size === known.length && known.every((name) => declared.has(name))) return;
  const message = `Provided signature of ${section} does not match the entry. In ${file}: ${[...declared.keys()].join(', ')}. In the entry: ${known.join(', ') || 'none'}.`;
  throw new FlowError('UserErrorException', message, { file });
}

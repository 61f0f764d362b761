import type { NodeDefinition, OutputDefinition } from '../load/definition';
import type { SharedArgument } from '../nodes/executable';
import { parsePropertyPath, type NodeReference, type PropertyStep, type Reference } from '../references/reference';
import { isDict, isList, PythonObject, type Value } from '../values/value';

/** Where a reference's value comes from, whatever part of it the reference reads; undefined for literals. */
function sourceOf(reference: Reference): string | undefined {
  if (reference.kind === 'literal') return undefined;
  return reference.kind === 'input' ? `input ${reference.name}` : `node ${reference.node}`;
}

export interface Readers {
  readonly nodes: readonly NodeDefinition[];
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
  /** What aggregation nodes read. */
  readonly aggregated: ReadonlyMap<string, NodeReference>;
}

/** Sources that are read more than once in a line: what a tool changes in such a value, others see. */
export function sharedSources({ nodes, outputs, aggregated }: Readers): ReadonlySet<string> {
  const references = [
    ...nodes.flatMap(({ inputs, activate }) => [
      ...inputs.values(),
      ...(activate === undefined ? [] : [activate.when]),
    ]),
    ...[...outputs.values()].map(({ reference }) => reference),
    ...aggregated.values(),
  ];
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const source of references.map(sourceOf)) {
    if (source !== undefined) (seen.has(source) ? shared : seen).add(source);
  }
  return shared;
}

export interface GivenArguments {
  readonly inputs: ReadonlyMap<string, Reference>;
  readonly values: ReadonlyMap<string, Value>;
  /** The whole of what a reference to a node reads. */
  readonly wholeOf: (reference: Reference) => Value | undefined;
}

/** Lists and dicts among arguments that come from shared sources, and which of them are parts of which. */
export function sharedArguments(
  { inputs, values, wholeOf }: GivenArguments,
  shared: ReadonlySet<string>,
): ReadonlyMap<string, SharedArgument> {
  const found = new Map<string, SharedArgument>();
  if (shared.size === 0) return found;
  const candidates: Candidate[] = [];
  for (const [argument, reference] of inputs) {
    const value = values.get(argument);
    const source = sourceOf(reference);
    if (source === undefined || !shared.has(source) || !(isList(value) || isDict(value))) continue;
    const steps = reference.kind === 'node' ? parsePropertyPath(reference.property) : [];
    const whole = wholeOf(reference);
    if (whole instanceof PythonObject) found.set(argument, { partOf: { whole, steps } });
    else candidates.push({ argument, source, steps });
  }
  // Wholes before their parts.
  candidates.sort((left, right) => left.steps.length - right.steps.length);
  for (const [index, candidate] of candidates.entries()) {
    const whole = candidates.slice(0, index).find((other) => isPartOf(candidate, other));
    const steps = candidate.steps.slice(whole?.steps.length ?? 0);
    found.set(
      candidate.argument,
      whole === undefined ? {} : { partOf: { whole: { argument: whole.argument }, steps } },
    );
  }
  return found;
}

interface Candidate {
  readonly argument: string;
  readonly source: string;
  readonly steps: readonly PropertyStep[];
}

function isPartOf({ source, steps }: Candidate, whole: Candidate): boolean {
  return source === whole.source && whole.steps.every((step, index) => keyOf(step) === keyOf(steps[index]));
}

function keyOf(step: PropertyStep | undefined): string | number | undefined {
  return step?.kind === 'item' ? step.key : step?.name;
}

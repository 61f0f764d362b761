import { FlowError } from '../error';
import { isDict, isList, Tuple, typeName, type Value } from '../values/value';
import { parsePropertyPath, type NodeReference, type PropertyStep } from './reference';

/**
 * Follows a reference's property path into the output of its node. Throws InvalidReferenceProperty where it ends in
 * nothing, and Python's TypeError where `[…]` follows what has no items.
 */
export function readProperty(reference: NodeReference, output: Value): Value {
  let value = output;
  for (const step of parsePropertyPath(reference.property)) {
    const next = step.kind === 'item' ? readItem(value, step.key) : isDict(value) ? value.get(step.name) : undefined;
    if (next === undefined) throw invalidProperty(reference);
    value = next;
  }
  return value;
}

/** `whole` with `value` in the place to which the steps lead; what has no such place stays as it is. */
export function withProperty(whole: Value, [step, ...rest]: readonly PropertyStep[], value: Value): Value {
  if (step === undefined) return value;
  const key = step.kind === 'item' ? step.key : step.name;
  const within = (item: Value): Value => withProperty(item, rest, value);
  if (isDict(whole)) return new Map([...whole].map(([name, item]) => [name, name === key ? within(item) : item]));
  return isList(whole) ? whole.map((item, index) => (index === key ? within(item) : item)) : whole;
}

function readItem(value: Value, index: string | number): Value | undefined {
  if (isDict(value)) return value.get(index);
  const items = value instanceof Tuple ? value.items : typeof value === 'string' ? Array.from(value) : value;
  if (!isList(items)) throw noItem(`'${typeName(value)}' object is not subscriptable`);
  if (typeof index === 'number') return items[index];
  throw noItem(
    typeof value === 'string'
      ? "string indices must be integers, not 'str'"
      : `${typeName(value)} indices must be integers or slices, not str`,
  );
}

function noItem(message: string): FlowError {
  return new FlowError('TypeError', message, { fault: 'system' });
}

export function invalidProperty(reference: NodeReference): FlowError {
  const message = `Invalid property '${reference.property}' when accessing the node '${reference.node}'. Please check that the node's output has it.`;
  return new FlowError('InvalidReferenceProperty', message, { node: reference.node });
}

/** Only `output` can follow a node's name. */
export function checkSection(reference: NodeReference): void {
  if (reference.section === 'output') return;
  const message = `The section '${reference.section}' of reference is currently unsupported. Please specify the output part of the node '${reference.node}'.`;
  throw new FlowError('UnsupportedReference', message, { node: reference.node });
}

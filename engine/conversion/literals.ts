import { FlowError } from '../error';
import type { ValueType } from '../load/definition';
import type { Reference } from '../references/reference';
import { str } from '../values/python-text';
import type { Value } from '../values/value';
import { convert } from './convert';

/** A node's inputs without the literals that are null or empty: their parameters then take their defaults. */
export function withoutEmptyLiterals(inputs: ReadonlyMap<string, Reference>): ReadonlyMap<string, Reference> {
  return new Map(
    [...inputs].filter(([, { kind, ...rest }]) => {
      const value = kind === 'literal' && 'value' in rest ? rest.value : undefined;
      return value !== null && value !== '';
    }),
  );
}

/** Converts a literal to the type of the parameter that it is for. Values that come by reference never are. */
export function convertLiteral(value: Value, type: ValueType, input: string, node: string): Value {
  const conversion = convert(value, type);
  if (conversion.ok) return conversion.value;
  const message = `Input '${input}' for node '${node}' of value '${str(value)}' is not type ${type}.`;
  throw new FlowError('NodeInputValidationError', message, { node });
}

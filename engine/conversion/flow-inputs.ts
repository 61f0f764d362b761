import { FlowError } from '../error';
import { isRequired, type InputDefinition } from '../load/definition';
import { str } from '../values/python-text';
import type { Value } from '../values/value';
import { convert } from './convert';

/**
 * The inputs of one line: defaults for what is missing (an explicit null is not missing), then each declared input
 * converted to its type. Throws a `FlowError` for the first that is absent, else for the first that does not fit;
 * undeclared inputs pass.
 */
export function prepareInputs(
  declared: ReadonlyMap<string, InputDefinition>,
  given: ReadonlyMap<string, Value>,
  lineNumber: number | undefined,
): ReadonlyMap<string, Value> {
  const place = lineNumber === undefined ? '' : ` in line ${lineNumber} of input data`;
  const absent = [...declared].find(([name, input]) => isRequired(input) && !given.has(name))?.[0];
  if (absent !== undefined) {
    const message = `The input for flow is incorrect. The value for flow input '${absent}' is not provided${place || ' in input data'}. Please review your input data or remove this input in your flow if it's no longer needed.`;
    throw new FlowError('InputNotFound', message);
  }
  const inputs = new Map(given);
  for (const [name, { type, default: fallback }] of declared) {
    const value = given.has(name) ? given.get(name) : fallback;
    if (value === undefined) continue;
    const conversion = convert(value, type);
    if (!conversion.ok) throw misfit({ name, type, value, place }, conversion.failure, conversion.detail);
    inputs.set(name, conversion.value);
  }
  return inputs;
}

interface Misfit {
  readonly name: string;
  readonly type: string;
  readonly value: Value;
  readonly place: string;
}

function misfit({ name, type, value, place }: Misfit, failure: 'type' | 'json', detail: string): FlowError {
  if (failure === 'json') {
    const message = `Failed to parse the flow input. The value for flow input '${name}'${place} was interpreted as JSON string since its type is '${type}'. However, the value '${str(value)}' is invalid for JSON parsing. Error details: (JSONDecodeError) ${detail}`;
    return new FlowError('InputParseError', message);
  }
  const message = `The input for flow is incorrect. The value for flow input '${name}'${place} does not match the expected type '${type}'. Please change flow input type or adjust the input value in your input data.`;
  return new FlowError('InputTypeError', message);
}

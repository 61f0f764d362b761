import { FlowError } from '../error';
import { isRequired, type InputDefinition } from '../load/definition';
import type { Value } from '../values/value';
import { convert } from './convert';

/**
 * The inputs of one line: defaults for what is missing (an explicit null is not missing), then each declared input
 * converted to its type. Throws a `FlowError` for the first that is absent or does not fit; undeclared inputs pass.
 */
export function prepareInputs(
  declared: ReadonlyMap<string, InputDefinition>,
  given: ReadonlyMap<string, Value>,
  lineNumber: number | undefined,
): ReadonlyMap<string, Value> {
  const place = lineNumber === undefined ? '' : ` in line ${lineNumber} of input data`;
  const inputs = new Map(given);
  for (const [name, input] of declared) {
    const { type, default: fallback } = input;
    const value = given.has(name) ? given.get(name) : fallback;
    if (value === undefined && !isRequired(input)) continue;
    if (value === undefined) {
      const message = `The value for flow input '${name}' is not provided${place}. Please review your input data or remove this input in your flow if it's no longer needed.`;
      throw new FlowError('InputNotFound', message);
    }
    const conversion = convert(value, type);
    if (!conversion.ok) throw misfit(name, type, conversion.failure, conversion.detail, place);
    inputs.set(name, conversion.value);
  }
  return inputs;
}

function misfit(name: string, type: string, failure: 'type' | 'json', detail: string, place: string): FlowError {
  if (failure === 'json') {
    const message = `Failed to parse the flow input. The value for flow input '${name}'${place} was interpreted as JSON string since its type is '${type}'. However, the value is invalid JSON: ${detail}`;
    return new FlowError('InputParseError', message);
  }
  const message = `The input for flow is incorrect. The value for flow input '${name}'${place} does not match the expected type '${type}'. Please change flow input type or adjust the input value in your input data.`;
  return new FlowError('InputTypeError', message);
}

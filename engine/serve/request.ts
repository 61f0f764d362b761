import { FlowError } from '../error';
import { isRequired, type FlowInterface } from '../load/definition';
import { parseJson } from '../values/parse-json';
import { repr } from '../values/python-text';
import { isDict, type Value } from '../values/value';

/**
 * The flow's inputs from the body of a scoring request, whatever its content type: a JSON object, or, for a flow of one
 * input, the text of that input. Keys that are no inputs are ignored.
 * @throws FlowError for a body that does not give the inputs
 */
export function readInputs(body: string, { inputs }: Pick<FlowInterface, 'inputs'>): Record<string, Value> {
  const names = [...inputs.keys()];
  const data = parseBody(body, names);
  const given = isDict(data) ? data : new Map<string, Value>();
  const missing = [...inputs].flatMap(([name, input]) => (!given.has(name) && isRequired(input) ? [name] : []));
  if (missing.length > 0) {
    throw new FlowError(
      'MissingRequiredFlowInput',
      `Required input fields ${repr(missing)} are missing in request data ${shortened(repr(data))}`,
    );
  }
  if (!isDict(data)) {
    const message = `The request data must be an object with the inputs of the flow, not ${shortened(repr(data))}`;
    throw new FlowError('UserErrorException', message);
  }
  return Object.fromEntries(names.flatMap((name) => (data.has(name) ? [[name, data.get(name) ?? null]] : [])));
}

/** Whatever JSON the body is; only what is no JSON is text. */
function parseBody(body: string, names: readonly string[]): Value {
  const [first, ...others] = names;
  if (first === undefined) return new Map();
  try {
    // The engine's own reader, which keeps 1 and 1.0 apart as Python does.
    return parseJson(body.replace(/^\ufeff/, ''));
  } catch {
    // Not JSON: the text itself may be the only input.
  }
  if (others.length === 0) return new Map([[first, body]]);
  throw new FlowError(
    'JsonPayloadRequiredForMultipleInputFields',
    "Promptflow executor received non json data, but there's more than 1 input fields, please use json request data instead.",
  );
}

/** A request may hold images; its caller knows what it sent. */
function shortened(text: string): string {
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}

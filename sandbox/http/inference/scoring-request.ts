import { type Flow, type LineResult, parseJson } from '../../../engine';

/** An answer of the server inside a container: prompt flow's, before Azure's gateway makes a 424 of what is not 200. */
export interface ModelAnswer {
  readonly status: 200 | 400 | 500;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The inputs in a request's body, or the answer to a body that does not give them. */
export type ParsedRequest = { readonly inputs: Readonly<Record<string, unknown>> } | { readonly refusal: ModelAnswer };

/** Takes the body of a scoring request as prompt flow's server does, whatever its content type. */
export function parseScoringRequest(body: string, { inputs }: Flow['definition']): ParsedRequest {
  const names = [...inputs.keys()];
  const parsed = parseBody(body, names);
  if (parsed === undefined) {
    const message =
      "Promptflow executor received non json data, but there's more than 1 input fields, please use json request data instead.";
    return { refusal: refuse(message) };
  }
  const missing = names.filter((name) => !parsed.has(name) && inputs.get(name)?.default === undefined);
  if (missing.length > 0) {
    const list = missing.map((name) => `'${name}'`).join(', ');
    return {
      refusal: refuse(
        `Required input fields [${list}] are missing in request data with ${JSON.stringify([...parsed.keys()])}`,
      ),
    };
  }
  return {
    inputs: Object.fromEntries(names.filter((name) => parsed.has(name)).map((name) => [name, parsed.get(name)])),
  };
}

/** The answer to a run: the outputs, without those that are for evaluations only, or its error in prompt flow's form. */
export function answerOf(result: LineResult, { outputs }: Flow['definition']): ModelAnswer {
  if (result.status === 'Completed') {
    const shown = Object.entries(result.outputs).filter(([name]) => outputs.get(name)?.evaluationOnly !== true);
    return { status: 200, body: Object.fromEntries(shown) };
  }
  const { code, message = 'The flow failed without saying why.', fault } = result.error ?? {};
  return refuse(message, code, fault === 'user' ? 400 : 500);
}

function parseBody(body: string, names: readonly string[]): ReadonlyMap<unknown, unknown> | undefined {
  try {
    // The engine's own reader, which keeps 1 and 1.0 apart as Python does.
    const value = parseJson(body);
    if (value instanceof Map) return value;
  } catch {
    // Not JSON: the text itself may be the only input.
  }
  const [first, ...others] = names;
  if (first === undefined) return new Map();
  return others.length === 0 ? new Map([[first, body]]) : undefined;
}

function refuse(message: string, code?: string, status: 400 | 500 = 400): ModelAnswer {
  const inner = code === undefined ? {} : { innerError: { code } };
  return { status, body: { error: { code: status === 400 ? 'UserError' : 'SystemError', message, ...inner } } };
}

import { type Flow, type LineResult } from '../../../engine';

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
  const missing = names.filter((name) => !(name in parsed) && inputs.get(name)?.default === undefined);
  if (missing.length > 0) {
    const list = missing.map((name) => `'${name}'`).join(', ');
    return { refusal: refuse(`Required input fields [${list}] are missing in request data ${JSON.stringify(parsed)}`) };
  }
  return { inputs: Object.fromEntries(names.filter((name) => name in parsed).map((name) => [name, parsed[name]])) };
}

/** The answer to a run: the outputs, without those that are for evaluations only, or its error in prompt flow's form. */
export function answerOf(result: LineResult, { outputs }: Flow['definition']): ModelAnswer {
  if (result.status === 'Completed') {
    const shown = Object.entries(result.outputs).filter(([name]) => outputs.get(name)?.evaluationOnly !== true);
    return { status: 200, body: Object.fromEntries(shown) };
  }
  const { code = 'UnexpectedError', message = 'The flow failed without saying why.' } = result.error ?? {};
  return refuse(message, code);
}

function parseBody(body: string, names: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Not JSON: the text itself may be the only input.
  }
  const [first, ...others] = names;
  if (first === undefined) return {};
  return others.length === 0 ? { [first]: body } : undefined;
}

function refuse(message: string, innerCode?: string): ModelAnswer {
  const inner = innerCode === undefined ? {} : { innerError: { code: innerCode } };
  return { status: 400, body: { error: { code: 'UserError', message, ...inner } } };
}

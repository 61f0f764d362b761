import { FlowError } from '../error';
import type { FlowEventHandler } from '../event';
import type { Flow, LineError, LineRun, RunOptions } from '../flow';
import type { DeclaredOutput } from '../load/definition';
import type { TraceOrigin, Traces } from '../trace/traces';
import { fromPlain, toPlain } from '../values/plain';
import { strictJson } from '../values/strict-json';
import { TextStream } from '../values/text-stream';
import type { Value } from '../values/value';
import { acceptedForms, notAcceptable, type AcceptedForms } from './accept';
import { discard, errorBody, serverSentEvents } from './events';
import { readInputs } from './request';

/** A request to run a flow, as it came over HTTP. */
export interface ScoreRequest {
  readonly body: string;
  /** The Accept header. Default: anything. */
  readonly accept?: string | undefined;
  /** Milliseconds after which the run fails with LineExecutionTimeoutError. Default: no limit. */
  readonly timeoutMs?: number;
  /** Ends the run when the caller is gone. */
  readonly signal?: AbortSignal;
  /** Names of the outputs to answer. Default: all that are not for evaluations only. */
  readonly outputs?: readonly string[] | undefined;
  /** Where the run leaves its trace. Default: it leaves none. */
  readonly traces?: Traces | undefined;
  /** Whose trace that is a part of. Default: nobody's. */
  readonly origin?: TraceOrigin;
  readonly onEvent?: FlowEventHandler;
}

/** What goes back to the caller: JSON, or server-sent events as they come. */
export type ScoreAnswer = JsonAnswer | EventsAnswer;

export interface JsonAnswer {
  readonly status: 200 | 400 | 406 | 500;
  /** Outputs by name, or the one value that a flow returned instead. */
  readonly body: unknown;
  /** The body as JSON in which 3.0 and 3 are not the same. Default: as JavaScript writes it. */
  readonly text?: string;
  /** Why the status is not 200, in more detail than the caller is told. */
  readonly error?: LineError;
}

export interface EventsAnswer {
  readonly status: 200;
  /** Texts to send one after the other. Whoever stops reading must return the iterator. */
  readonly events: AsyncIterable<string>;
}

/** Answers a scoring request as prompt flow's server does. Never rejects: what goes wrong is an answer, too. */
export async function score(flow: Flow, request: ScoreRequest): Promise<ScoreAnswer> {
  try {
    const forms = acceptedForms(request.accept);
    if (!forms.json && !forms.events) throw notAcceptable(request.accept, ['application/json']);
    const inputs = readInputs(request.body, flow.definition);
    const options = runOptions(request, forms);
    const { traces, origin } = request;
    const run = await (traces?.execute(flow, inputs, options, origin) ??
      flow.execute(new Map(Object.entries(inputs)), options));
    if (run.result.error !== undefined) return failed(run.result.error);
    const [shown, hidden] = chooseOutputs(run, flow.definition.outputs, request.outputs);
    discard(hidden.values());
    return answer({ shown, single: run.result.single }, forms, request.accept);
  } catch (error) {
    return failed(FlowError.from(error));
  }
}

/** The outputs that an answer shows, from the variable by which deployments choose them: a JSON list of names. */
export function includedOutputs(environment: Readonly<Record<string, string | undefined>>): string[] | undefined {
  const variable = 'PROMPTFLOW_RESPONSE_INCLUDED_FIELDS';
  const text = environment[variable];
  if (text === undefined || text === '') return undefined;
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    names = undefined;
  }
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  throw new FlowError('UserErrorException', `${variable} must be a JSON list of output names, not '${text}'.`);
}

function runOptions(request: ScoreRequest, forms: AcceptedForms): RunOptions {
  const { timeoutMs, signal, onEvent } = request;
  return {
    stream: forms.events,
    inputFolder: null,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
    ...(onEvent === undefined ? {} : { onEvent }),
  };
}

type Outputs = ReadonlyMap<string, Value>;

function chooseOutputs(
  { outputs }: LineRun,
  definitions: ReadonlyMap<string, DeclaredOutput>,
  included: readonly string[] | undefined,
): [shown: Outputs, hidden: Outputs] {
  const isShown = (name: string): boolean => included?.includes(name) ?? definitions.get(name)?.evaluationOnly !== true;
  const entries = [...outputs];
  return [new Map(entries.filter(([name]) => isShown(name))), new Map(entries.filter(([name]) => !isShown(name)))];
}

function answer(
  { shown: outputs, single }: { readonly shown: Outputs; readonly single: string | undefined },
  forms: AcceptedForms,
  accept: string | undefined,
): ScoreAnswer {
  const streamed = [...outputs].flatMap(([name, output]) => (output instanceof TextStream ? [{ name, output }] : []));
  const [first, second] = streamed;
  if (second !== undefined) {
    discard(outputs.values());
    const names = streamed.map(({ name }) => name).join(', ');
    throw new FlowError(
      'MultipleStreamOutputFieldsNotSupported',
      `Multiple stream output fields not supported: ${names}. Ask for application/json, or let one output stream.`,
    );
  }
  if (first !== undefined) {
    const ready = new Map([...outputs].filter(([name]) => name !== first.name));
    return { status: 200, events: serverSentEvents(ready, first.name, first.output) };
  }
  if (!forms.json) throw notAcceptable(accept, ['application/json']);
  if (single !== undefined && outputs.has(single)) return valueAnswer(outputs.get(single) ?? null);
  return jsonAnswer(200, outputs);
}

function jsonAnswer(status: JsonAnswer['status'], body: Outputs): JsonAnswer {
  const entries = [...body].map(([name, value]) => [name, toPlain(value)] as const);
  return { status, body: Object.fromEntries(entries), text: strictJson(body) };
}

/** A flow that returned one value answers with it. */
function valueAnswer(value: Value): JsonAnswer {
  return { status: 200, body: toPlain(value), text: strictJson(value) };
}

function failed(error: LineError): JsonAnswer {
  const status = error.code === 'NotAcceptable' ? 406 : error.fault === 'user' ? 400 : 500;
  return { ...jsonAnswer(status, new Map([['error', fromPlain(errorBody(error).error)]])), error };
}

import { FlowError } from '../error';
import type { FlowEventHandler } from '../event';
import type { Flow, LineError, LineResult, RunOptions } from '../flow';
import type { DeclaredOutput } from '../load/definition';
import type { Traces } from '../trace/traces';
import { acceptedForms, notAcceptable, type AcceptedForms } from './accept';
import { discard, errorBody, isStreamed, serverSentEvents } from './events';
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
  readonly onEvent?: FlowEventHandler;
}

/** What goes back to the caller: JSON, or server-sent events as they come. */
export type ScoreAnswer = JsonAnswer | EventsAnswer;

export interface JsonAnswer {
  readonly status: 200 | 400 | 406 | 500;
  readonly body: Readonly<Record<string, unknown>>;
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
    const result = await (request.traces?.run(flow, inputs, options) ?? flow.run(inputs, options));
    if (result.error !== undefined) return failed(result.error);
    const [shown, hidden] = chooseOutputs(result, flow.definition.outputs, request.outputs);
    discard(Object.values(hidden));
    return answer(shown, forms, request.accept);
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

function chooseOutputs(
  { outputs }: LineResult,
  definitions: ReadonlyMap<string, DeclaredOutput>,
  included: readonly string[] | undefined,
): [shown: Record<string, unknown>, hidden: Record<string, unknown>] {
  const isShown = (name: string): boolean => included?.includes(name) ?? definitions.get(name)?.evaluationOnly !== true;
  const entries = Object.entries(outputs);
  return [
    Object.fromEntries(entries.filter(([name]) => isShown(name))),
    Object.fromEntries(entries.filter(([name]) => !isShown(name))),
  ];
}

function answer(outputs: Record<string, unknown>, forms: AcceptedForms, accept: string | undefined): ScoreAnswer {
  const streamed = Object.entries(outputs).filter(([, output]) => isStreamed(output));
  const [first, second] = streamed;
  if (second !== undefined) {
    discard(Object.values(outputs));
    const names = streamed.map(([name]) => name).join(', ');
    throw new FlowError(
      'MultipleStreamOutputFieldsNotSupported',
      `Multiple stream output fields not supported: ${names}. Ask for application/json, or let one output stream.`,
    );
  }
  if (first !== undefined && isStreamed(first[1])) {
    const ready = Object.entries(outputs).filter(([name]) => name !== first[0]);
    return { status: 200, events: serverSentEvents(Object.fromEntries(ready), first[0], first[1]) };
  }
  if (!forms.json) throw notAcceptable(accept, ['application/json']);
  return { status: 200, body: outputs };
}

function failed(error: LineError): JsonAnswer {
  const status = error.code === 'NotAcceptable' ? 406 : error.fault === 'user' ? 400 : 500;
  return { status, body: { ...errorBody(error) }, error };
}

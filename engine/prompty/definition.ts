import type { FlowInterface } from '../load/definition';
import type { Api } from '../nodes/llm/parameters';
import type { Dict, Value } from '../values/value';

/** A `.prompty` file: a prompt with the model that it is for. */
export interface PromptyDefinition extends FlowInterface {
  readonly model: PromptyModel;
  /** Values for a call without any. */
  readonly sample: ReadonlyMap<string, Value>;
  /** Whether the front matter declares the inputs; if it does not, every value that is given is one. */
  readonly declaresInputs: boolean;
  /** Keys to take out of an answer in JSON; empty where all of it is the result. */
  readonly keys: readonly string[];
  readonly template: string;
}

export interface PromptyModel {
  readonly api: Api;
  /** Which service, with which credentials, and its deployment or model. */
  readonly configuration: Dict;
  /** Sent to the API as they are. */
  readonly parameters: Dict;
  /** The first choice of the answer, or the answer as it came. */
  readonly response: 'first' | 'all';
}

/** Name of the one output of a prompty whose result is no dict. */
export const resultName = 'output';

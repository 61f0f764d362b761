import type { Reference } from '../references/reference';
import type { Value } from '../values/value';

/** Types that a flow's inputs and outputs may declare. */
export const valueTypes = [
  'string',
  'int',
  'double',
  'bool',
  'list',
  'object',
  'image',
  'file_path',
  'secret',
  'prompt_template',
  'assistant_definition',
] as const;
export type ValueType = (typeof valueTypes)[number];

export interface InputDefinition {
  readonly type: ValueType;
  /** Absent when the flow's caller must give a value: `default: null` is no default. */
  readonly default?: Value;
  /** Set where it may be left out all the same: the flow's code has a default that is no data. */
  readonly isOptional?: true;
  readonly description?: string;
  readonly isChatInput: boolean;
  /** Undefined when the flow does not say; an input named `chat_history` then counts as the history. */
  readonly isChatHistory?: boolean;
}

/** Whether a caller must give the input. */
export function isRequired({ default: fallback, isOptional }: InputDefinition): boolean {
  return fallback === undefined && isOptional !== true;
}

/** What callers know of an output. */
export interface DeclaredOutput {
  readonly type: ValueType;
  readonly description?: string;
  /** Left out of the answers of an endpoint. */
  readonly evaluationOnly: boolean;
  readonly isChatOutput: boolean;
}

/** An output of a graph of nodes. */
export interface OutputDefinition extends DeclaredOutput {
  readonly reference: Reference;
  /** Set where an object that is no data is given as records show it. Default: it is an error. */
  readonly isRecord?: true;
}

/** `csharp` is prompt flow's, and cannot be run. */
export type NodeType = 'llm' | 'prompt' | 'python' | 'custom_llm' | 'csharp';

export interface NodeSource {
  readonly type: string;
  /** Path of a Python file or a template, relative to the flow's folder. */
  readonly path?: string;
  /** Id of a tool in an installed package. */
  readonly tool?: string;
}

export interface Activation {
  readonly when: Reference;
  readonly is: Value;
}

export interface NodeDefinition {
  readonly name: string;
  readonly type?: NodeType;
  readonly source?: NodeSource;
  readonly inputs: ReadonlyMap<string, Reference>;
  /** Name of the connection of an LLM node. */
  readonly connection?: string;
  /** `chat` or `completion`. */
  readonly api?: string;
  /** Python module that is to be there when the flow is loaded. */
  readonly module?: string;
  /** Runs once over all lines of a batch, not in a single run. */
  readonly aggregation: boolean;
  readonly activate?: Activation;
}

/** What callers know of a flow of any kind. */
export interface FlowInterface {
  readonly name: string;
  readonly description?: string;
  readonly inputs: ReadonlyMap<string, InputDefinition>;
  readonly outputs: ReadonlyMap<string, DeclaredOutput>;
  readonly environmentVariables: ReadonlyMap<string, Value>;
  /** How images are written in inputs and outputs: `basic` or `openai-vision`. */
  readonly messageFormat: 'basic' | 'openai-vision';
  /** How its history of a conversation is written: as turns of `{ inputs, outputs }`, or of `{ role, content }`. Default: turns. */
  readonly chatHistory?: 'turns' | 'messages';
}

/** A `flow.dag.yaml` with its variants chosen and its references parsed. */
export interface FlowDefinition extends FlowInterface {
  readonly outputs: ReadonlyMap<string, OutputDefinition>;
  readonly nodes: readonly NodeDefinition[];
  readonly additionalIncludes: readonly string[];
}

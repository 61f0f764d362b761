import type { FlowEventHandler, TokenUsage } from '../event';
import type { NodeDefinition } from '../load/definition';
import type { PropertyStep, Reference } from '../references/reference';
import type { PythonObject, Value } from '../values/value';
import type { GuardedText } from './prompt/guard';

/** A node whose tool is loaded: what the schedule runs, whatever kind of node it is. */
export interface ExecutableNode {
  readonly definition: NodeDefinition;
  /** The inputs to evaluate for each line. */
  readonly inputs: ReadonlyMap<string, Reference>;
  /** Literal inputs that the tool holds already, as records show them. */
  readonly literals?: ReadonlyMap<string, Value>;
  /** Inputs to leave out, rather than pass as null, when they come from a bypassed node. */
  readonly optional: ReadonlySet<string>;
  /** Whether objects of the Python process can be arguments as they are. */
  readonly takesPythonObjects: boolean;
  run(call: NodeCall): Promise<NodeResult>;
}

/** One execution of a node. */
export interface NodeCall {
  readonly arguments: ReadonlyMap<string, Value>;
  /** Arguments that a user may have written: texts straight from the flow's inputs, or outputs of prompts that hold some. */
  readonly guarded: ReadonlyMap<string, GuardedText | 'flow-input'>;
  /** Lists and dicts that others read as well, who see what a tool changes in them. Default: none. */
  readonly shared?: ReadonlyMap<string, SharedArgument>;
  readonly lineNumber: number | undefined;
  readonly signal: AbortSignal;
  /** Set where the caller takes the output piece by piece; the signal then outlives the run, until the last piece. */
  readonly stream: StreamRequest | undefined;
  /** Set where the caller alone decides whether the output comes piece by piece, whatever the node says. */
  readonly isAnswer?: boolean;
  /** Set where other nodes read the output: what streams by the node's own wish is for them to read piece by piece. */
  readonly readers?: StreamRequest | undefined;
  readonly emit: FlowEventHandler;
}

export interface SharedArgument {
  /** Set where what is changed in it is changed in something else that the Python process has. */
  readonly partOf?: Part;
}

/** All of an object of Python's, or of another argument, or what is at a place in it. */
export interface Part {
  readonly whole: PythonObject | { readonly argument: string };
  readonly steps: readonly PropertyStep[];
}

export interface StreamRequest {
  readonly signal: AbortSignal | undefined;
}

export interface NodeResult {
  readonly output: Value;
  readonly tokens?: TokenUsage;
  /** Shared arguments as the tool left them, where it changed them. */
  readonly changed?: ReadonlyMap<string, Value>;
  /** For prompts: the output with the texts of users kept apart. */
  readonly guarded?: GuardedText;
}

import type { DeclaredOutput, FlowInterface, InputDefinition } from '../load/definition';
import type { Value } from '../values/value';

/** Where the code of a flow begins: `module.path:function_or_class`. */
export interface EntryName {
  readonly module: string;
  readonly name: string;
}

/** A `flow.flex.yaml` as it is written: what its code says is not in it. */
export interface FlexDefinition {
  readonly name: string;
  readonly description?: string;
  readonly entry: EntryName;
  /** Undefined where the code alone says what the flow takes; so for outputs and init. */
  readonly inputs: ReadonlyMap<string, InputDefinition> | undefined;
  readonly outputs: ReadonlyMap<string, DeclaredOutput> | undefined;
  readonly init: ReadonlyMap<string, InitDefinition> | undefined;
  readonly sample: FlexSample;
  readonly environmentVariables: FlowInterface['environmentVariables'];
  readonly additionalIncludes: readonly string[];
}

/** A parameter of the class that is the entry. */
export interface InitDefinition {
  /** A type of values, or the name of a class of connections or of model configurations. */
  readonly type: string;
  readonly default?: Value;
}

/** Values to run with where none are given at all. */
export interface FlexSample {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly init: ReadonlyMap<string, Value>;
}

/** Name of the one output of a flow that returns neither a dict nor a dataclass. */
export const singleOutput = 'output';

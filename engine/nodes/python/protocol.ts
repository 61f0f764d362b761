import type { Fault } from '../../error';
import type { ValueType } from '../../load/definition';
import type { Carried } from '../../values/value';

/** Data or an object on its way to or from the Python process. Data is JSON text, which keeps 1 and 1.0 apart. */
export type Encoded =
  { readonly value: string; readonly packed?: boolean } | { readonly handle: number; readonly stream?: boolean };

/** What is at a place in an object, or in another argument of the same call. */
export type EncodedPart = ({ readonly handle: number } | { readonly argument: string }) & {
  readonly steps: readonly EncodedStep[];
};

/** A connection as the Python process builds its object from. */
export interface EncodedConnection {
  readonly connection: {
    readonly name: string;
    readonly type: string;
    readonly configs: Readonly<Record<string, string>>;
    readonly secrets: Readonly<Record<string, string>>;
  };
}

/** The definition of an assistant, as JSON text, and the names of its functions; null for tools that are none. */
export interface EncodedAssistant {
  readonly assistant: string;
  readonly tools: readonly (string | null)[];
}

/** The configuration of a model as JSON text, with the connection that it names. */
export interface EncodedModel extends Partial<EncodedConnection> {
  readonly model: string;
}

/** A stream of the engine's, which Python reads by calls. */
export interface EncodedStream {
  readonly lent: number;
}

export type EncodedArgument =
  Encoded | EncodedPart | EncodedConnection | EncodedAssistant | EncodedModel | EncodedStream;
export type EncodedArguments = Readonly<Record<string, EncodedArgument>>;

/** One step of a property path, as `references` parses it, or an attribute. */
export type EncodedStep =
  | { readonly kind: 'name' | 'attribute'; readonly name: string }
  | { readonly kind: 'item'; readonly key: string | number };

/** All of an object, or what is at a place in it. */
export interface EncodedPlace {
  readonly whole: Encoded;
  readonly steps: readonly EncodedStep[];
}

/** A parameter of a tool. */
export interface Parameter {
  readonly name: string;
  readonly type: ValueType;
  /** Names of the connection classes that it accepts; empty when it takes no connection. */
  readonly connections: readonly string[];
  readonly required: boolean;
}

export interface LoadedTool {
  /** Parameters of the class that the tool is a method of. */
  readonly creation: readonly Parameter[];
  readonly parameters: readonly Parameter[];
  /** Parameter that tells the tool to stream its answer, where it has one. */
  readonly streamingOption: string | null;
}

/** A parameter of a flex flow's entry. */
export interface EntryParameter extends Parameter {
  /** Name of the class of model configurations that it takes; null when it takes none. */
  readonly model: string | null;
  /** JSON text of the default, where it is data and not None. */
  readonly default: string | null;
}

/** A function or class that is a flow. */
export interface LoadedEntry {
  readonly isClass: boolean;
  /** Parameters of the class's initializer. */
  readonly creation: readonly EntryParameter[];
  readonly parameters: readonly EntryParameter[];
  /** Null where the code does not tell. */
  readonly outputs: readonly { readonly name: string; readonly type: ValueType }[] | null;
  /** Whether it has a method `__aggregate__`. */
  readonly aggregates: boolean;
}

/** Where a flex flow's entry is; the file of its definition is for errors. */
export interface EntrySource {
  readonly kind: 'entry';
  readonly module: string;
  readonly name: string;
  readonly file: string;
}

export type ToolSource =
  { readonly kind: 'file'; readonly path: string } | { readonly kind: 'package'; readonly id: string };

/** A loaded tool, and the arguments that are the same in every call of it. */
export interface Binding {
  readonly source: ToolSource | EntrySource;
  readonly creation: EncodedArguments;
  readonly arguments: EncodedArguments;
  /** Names of all arguments as the node has them, which a tool with `**kwargs` sees. */
  readonly order: readonly string[];
}

/** A picture of an object for templates. */
export type View =
  | readonly ['plain', string]
  | readonly ['list' | 'tuple' | 'set', readonly View[]]
  /** Its entries, and how it prints where it does not print as a dict. */
  | readonly ['dict', readonly (readonly [string, View])[], string | null]
  /** Name of the class, and its fields in their order. */
  | readonly ['namedtuple', string, readonly (readonly [string, View])[]]
  | readonly ['object', ViewOfObject];

export interface ViewOfObject {
  readonly type: string;
  readonly str: string;
  readonly repr: string;
  readonly truthy: boolean;
  readonly attributes: readonly (readonly [string, View])[];
  /** What a loop over it gives. */
  readonly items: readonly View[] | null;
  /** Whether its items have places: `value[0]`. */
  readonly hasPlaces: boolean;
  /** Whether its items can be walked over once only. */
  readonly isIterator: boolean;
  /** The text that it is a kind of. */
  readonly text: string | null;
}

/** With a handle, more can be asked of the value. */
export type LookedUp =
  | { readonly kind: 'missing' }
  | { readonly kind: 'method' }
  | { readonly kind: 'value'; readonly view: View; readonly handle: number | null };

/** What the process can be asked, and what it answers. */
export interface Operations {
  /** Comes first: where the flow's files are, and its environment variables. */
  configure: { request: { folder: string; environment: Readonly<Record<string, string>> }; result: object };
  /** For what importing it does. */
  import: { request: { module: string }; result: object };
  load: { request: { node: string; source: ToolSource | EntrySource }; result: LoadedTool | LoadedEntry };
  bind: {
    request: { node: string; creation: EncodedArguments; arguments: EncodedArguments; order: readonly string[] };
    result: object;
  };
  call: {
    /** Names of the arguments whose changes others see. */
    request: { node: string; arguments: EncodedArguments; shared: readonly string[] };
    result: Encoded & { readonly changed?: Readonly<Record<string, Encoded>> };
  };
  /** Puts a value into a place of another, which becomes an object. */
  place: {
    request: { whole: Encoded; steps: readonly EncodedStep[]; part: Encoded };
    result: { readonly handle: number };
  };
  property: { request: { handle: number; steps: readonly EncodedStep[] }; result: Encoded };
  data: { request: { handle: number }; result: { readonly value: string; readonly packed?: boolean } };
  /** An object for the aggregation. A generator is drained and joined. */
  carry: { request: { handle: number }; result: { readonly value: string; readonly packed?: boolean } | Carried };
  /** An object as files show it. */
  record: { request: { handle: number }; result: { readonly value: string; readonly packed?: boolean } };
  /** What an entry returned by output, with streams joined unless they are wanted; `single` where it is no dict. */
  outputs: {
    request: { handle: number; stream: boolean };
    result: { readonly single: Encoded | null; readonly outputs: Readonly<Record<string, Encoded>> };
  };
  /** The next item of a generator as text; null after the last. */
  next: { request: { handle: number }; result: { readonly text: string | null } };
  /** An attribute or item of an object; with arguments, what it gives when it is called. */
  look: {
    request: {
      readonly place: EncodedPlace;
      readonly step: EncodedStep;
      readonly arguments: {
        readonly positional: readonly (Encoded | EncodedPlace)[];
        readonly named: Readonly<Record<string, Encoded | EncodedPlace>>;
      } | null;
    };
    result: LookedUp;
  };
  view: { request: { object: Encoded }; result: { readonly view: View } };
  equals: { request: { handle: number; other: Encoded }; result: { readonly equal: boolean } };
  /** Answered unless a tool keeps Python, or the loop of the async tools, from going on. */
  ping: { request: object; result: object };
}

export interface WorkerError {
  /** Class of the Python exception. */
  readonly type: string;
  readonly message: string;
  /** Set when it is not the tool that failed, but its loading or the like. */
  readonly code?: string;
  /** Whose mistake it is, where the exception tells. */
  readonly fault?: Fault;
  readonly traceback: string;
}

export type WorkerMessage =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WorkerError }
  | {
      readonly event: 'output';
      readonly request: number | null;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | { readonly event: 'metric'; readonly request: number | null; readonly key: string; readonly value: string };

import type { FlowEventHandler, TokenUsage } from '../../event';
import type { Api } from '../llm/parameters';
import type { Encoded, EncodedConnection } from './protocol';

type Data = Exclude<Encoded, { readonly handle: number }>;

/** What a tool may ask of the engine. Files are named by absolute paths. */
export type HostCall =
  /** Renders a template and asks a model, as an LLM node does. `arguments` is a dict of parameters and variables. */
  | {
      readonly call: 'model';
      readonly api: Api;
      readonly connection: EncodedConnection['connection'];
      readonly prompt: string;
      readonly arguments: Data;
      readonly stream: boolean;
      /** Names of arguments that a user wrote, whose role words begin no message. */
      readonly written: readonly string[];
      /** Whether lines that are images become parts of their messages, as prompt flow's vision tools do. */
      readonly vision: boolean;
      /** Variables of the Python process that rendering depends on. */
      readonly environment: Readonly<Record<string, string>>;
    }
  | {
      readonly call: 'embedding';
      readonly connection: EncodedConnection['connection'];
      readonly input: Data;
      readonly model: string;
    }
  /** `configuration` takes the place of all that the file says of its model, `model` of what it names. */
  | {
      readonly call: 'prompty';
      readonly source: string;
      readonly inputs: Data;
      readonly model: Data;
      readonly configuration?: Data;
      /** Other entries of the file that take the place of its own. */
      readonly entries: Data;
      /** Gives what the model would be sent, and asks none. */
      readonly render: boolean;
      /** A connection that the configuration names and only the tool knows. */
      readonly connection?: EncodedConnection['connection'];
      /** Variables of the Python process that the file refers to. */
      readonly environment: Readonly<Record<string, string>>;
    }
  | { readonly call: 'flow'; readonly source: string; readonly inputs: Data; readonly options?: FlowCallOptions }
  /** Runs a flow over data. */
  | ({ readonly call: 'batch'; readonly source: string } & BatchCall)
  | { readonly call: 'connection'; readonly name: string }
  /** A bearer token of Microsoft Entra ID. */
  | { readonly call: 'token'; readonly scope: string }
  /** Lets whatever is called from now on have a connection. */
  | { readonly call: 'add-connection'; readonly connection: EncodedConnection['connection'] }
  /** The connections that a file defines, or what is in any YAML or JSON file. */
  | { readonly call: 'connection-file' | 'yaml'; readonly source: string }
  /** The next piece of a streamed answer; null after the last. */
  | { readonly call: 'next'; readonly stream: number }
  | { readonly call: 'close'; readonly stream: number };

/** How a flow is loaded other than by what it says itself. */
export interface FlowCallOptions {
  readonly variants?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** What the class of a flex flow is made of. */
  readonly init?: Data;
  /** Runs this node alone, and gives its output. */
  readonly node?: string;
}

export interface BatchCall extends Omit<FlowCallOptions, 'node'> {
  readonly outdir: string;
  readonly data?: string;
  /** Folder of an earlier run. */
  readonly run?: string;
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly overrides: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly resume: boolean;
}

export type HostAnswer =
  Encoded | EncodedConnection | { readonly stream: number } | { readonly text: string | null } | Readonly<object>;

/** For whom the engine does something that a tool asks for. */
export interface CallContext {
  /** Node whose tool asks; undefined for threads that belong to none. */
  readonly node: string | undefined;
  readonly lineNumber: number | undefined;
  /** Aborts when nobody waits for the tool any more, or the tool not for the answer. */
  readonly signal: AbortSignal;
  readonly emit: FlowEventHandler;
  readonly onTokens: (tokens: TokenUsage) => void;
}

/** Answers what the tools of one flow ask. */
export interface HostCalls {
  answer(call: HostCall, context: CallContext): Promise<HostAnswer>;
  /** Lets Python read a stream by calls for its next piece; gives its number. */
  lend(items: AsyncIterableIterator<string>): Promise<number>;
  close(): Promise<void>;
}

/** What goes wrong in a call, for the exception that the tool gets. */
export interface CallError {
  readonly code: string;
  readonly message: string;
  readonly fault: 'user' | 'system';
}

/** Messages of the worker about its calls. */
export type CallMessage =
  | { readonly event: 'ask'; readonly ask: number; readonly request: number | null; readonly body: HostCall }
  | { readonly event: 'abandon'; readonly ask: number };

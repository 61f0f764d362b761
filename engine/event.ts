import type { LineResult } from './flow';
import type { NodeType } from './load/definition';
import type { Value } from './values/value';

/** What happens while a flow is loaded or runs. The engine prints nothing: whoever runs a flow shows these as it likes. */
export type FlowEvent =
  | { readonly type: 'node-started'; readonly node: string; readonly lineNumber?: number }
  | {
      readonly type: 'node-ended';
      readonly node: string;
      readonly lineNumber?: number;
      readonly status: NodeStatus;
      readonly durationMs: number;
      readonly kind?: NodeType;
      /**
       * What the node was called with; the literals that a Python tool holds already are among them where the run shows
       * its objects. Absent when bypassed.
       */
      readonly inputs?: ReadonlyMap<string, Value>;
      /** Only of a completed node. */
      readonly output?: Value;
      /** Only of a failed node. */
      readonly error?: { readonly code: string; readonly message: string };
    }
  /** A language model gave its answer. */
  | ({ readonly type: 'model-answered'; readonly node: string; readonly lineNumber?: number } & ModelAnswer)
  /** What a Python tool printed. Without `node` it came from a thread or a process of the tool's own. */
  | {
      readonly type: 'printed';
      readonly node?: string;
      readonly lineNumber?: number;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  /** A tool called `log_metric`. */
  | { readonly type: 'metric'; readonly node?: string; readonly key: string; readonly value: Value }
  /** A model refused or failed, and is asked again. */
  | {
      readonly type: 'retry';
      readonly node: string;
      readonly lineNumber?: number;
      readonly attempt: number;
      readonly waitMs: number;
      readonly reason: string;
    }
  | { readonly type: 'warning'; readonly node?: string; readonly message: string }
  /** Something happened in what a tool called: a model, a prompty, another flow. */
  | ({ readonly type: 'call-event'; readonly event: FlowEvent } & ToolCall)
  | ({ readonly type: 'call-ended'; readonly result: LineResult } & ToolCall);

/** A call that a tool made of the engine. */
export interface ToolCall {
  /** The tool's node. */
  readonly node: string;
  readonly lineNumber?: number;
  /** Number of the call, which its events share. */
  readonly call: number;
  /** Name of what was called. */
  readonly name: string;
  /** Whether it is a flow, whose nodes are the call's parts. */
  readonly isFlow: boolean;
}

/** One request to a language model that was answered. */
export interface ModelAnswer {
  /** The client that asked: `AzureOpenAI` or `OpenAI`. */
  readonly provider: string;
  readonly api: 'chat' | 'completion';
  /** Model or deployment that was asked for. */
  readonly model: string;
  /** Model that the service says has answered. */
  readonly answeredBy?: string;
  /** Why the model stopped, such as `stop`, `length` or `tool_calls`. */
  readonly finishReason?: string;
  readonly tokens: TokenUsage;
  /** From the request that was answered to the end of its answer; waits before it are not counted. */
  readonly durationMs: number;
}

export type NodeStatus = 'Completed' | 'Failed' | 'Bypassed' | 'Canceled';

/** Takes the events of a run, in the order in which they happen. It is not waited for. */
export type FlowEventHandler = (event: FlowEvent) => void;

/** Tokens that language models charged for. */
export interface TokenUsage {
  readonly prompt: number;
  readonly completion: number;
  readonly total: number;
}

export const noTokens: TokenUsage = { prompt: 0, completion: 0, total: 0 };

export function addTokens(left: TokenUsage, right: TokenUsage): TokenUsage {
  return {
    prompt: left.prompt + right.prompt,
    completion: left.completion + right.completion,
    total: left.total + right.total,
  };
}

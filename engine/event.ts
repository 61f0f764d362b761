/** What happens while a flow is loaded or runs. The engine prints nothing: whoever runs a flow shows these as it likes. */
export type FlowEvent =
  | { readonly type: 'node-started'; readonly node: string; readonly lineNumber?: number }
  | {
      readonly type: 'node-ended';
      readonly node: string;
      readonly lineNumber?: number;
      readonly status: NodeStatus;
      readonly durationMs: number;
    }
  /** What a Python tool printed. Without `node` it came from a thread or a process of the tool's own. */
  | {
      readonly type: 'printed';
      readonly node?: string;
      readonly lineNumber?: number;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  /** A tool called `log_metric`. */
  | { readonly type: 'metric'; readonly node?: string; readonly key: string; readonly value: unknown }
  /** A model refused or failed, and is asked again. */
  | {
      readonly type: 'retry';
      readonly node: string;
      readonly lineNumber?: number;
      readonly attempt: number;
      readonly waitMs: number;
      readonly reason: string;
    }
  | { readonly type: 'warning'; readonly node?: string; readonly message: string };

export type NodeStatus = 'Completed' | 'Failed' | 'Bypassed' | 'Canceled';

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

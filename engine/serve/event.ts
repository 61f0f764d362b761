import type { FlowEvent } from '../event';

/** What happens in a flow's server. The engine prints nothing: whoever runs a server shows these as it likes. */
export type ServeEvent =
  | {
      readonly type: 'answered';
      readonly requestId: string;
      readonly method: string;
      /** Path without query. */
      readonly path: string;
      readonly status: number;
      readonly durationMs: number;
      /** Why a flow did not answer. */
      readonly error?: { readonly code: string; readonly message: string; readonly node?: string };
    }
  /** A caller said what it thinks of an answer. */
  | { readonly type: 'feedback'; readonly requestId: string; readonly flow: string; readonly feedback: unknown }
  /** What the flow did for a request, or, without `requestId`, while it was loaded. */
  | { readonly type: 'flow'; readonly requestId?: string; readonly event: FlowEvent };

export type ServeEventHandler = (event: ServeEvent) => void;

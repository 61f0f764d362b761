import type { FlowEvent } from '../event';

/** Retries, warnings and what is printed are the node's own; what becomes a span stays apart. */
export function within(
  event: FlowEvent,
  place: { node: string; lineNumber?: number; call: number; name: string; isFlow: boolean },
): FlowEvent {
  const { node, lineNumber } = place;
  switch (event.type) {
    case 'node-started':
    case 'node-ended':
    case 'model-answered':
    case 'call-event':
    case 'call-ended':
      return { type: 'call-event', ...place, event };
    case 'warning':
    case 'metric':
      return { ...event, node };
    default:
      return { ...event, node, ...(lineNumber === undefined ? {} : { lineNumber }) };
  }
}

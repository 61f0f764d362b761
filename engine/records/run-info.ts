import type { TokenUsage } from '../event';
import type { LineError } from '../flow';
import { fromPlain } from '../values/plain';
import type { Dict, Value } from '../values/value';
import { errorObject } from './error-object';
import type { NodeRecord } from './recorder';

/** Which run a record belongs to. */
export interface RunPlace {
  /** Name of the run of which the line is a part. */
  readonly run: string;
  readonly flow: string;
  /** Undefined outside of batches. */
  readonly lineNumber?: number;
  readonly messageFormat: string;
}

/** What a flow's run was, as far as its record tells. */
export interface FlowRunFacts {
  readonly status: 'Completed' | 'Failed';
  readonly inputs: Dict;
  readonly outputs: Dict;
  readonly error?: LineError;
  /** What aggregation nodes logged, where any ran on this line alone. */
  readonly metrics?: Dict;
  readonly tokens: TokenUsage;
  readonly start: number;
  readonly end: number;
}

/** A run of a flow with the keys of prompt flow's `FlowRunInfo`. */
export function flowRunInfo(place: RunPlace, facts: FlowRunFacts, nodes: readonly NodeRecord[]): Dict {
  const { run, flow, lineNumber = null, messageFormat } = place;
  const { status, inputs, outputs, tokens, start, end, metrics: logged = null } = facts;
  const error = errorOf(facts.error);
  const measured = metrics(start, end, tokens);
  const output = status === 'Completed' ? outputs : null;
  const times = { start_time: start / 1000, end_time: end / 1000 };
  return dict({
    run_id: `${run}_${lineNumber ?? 0}`,
    status,
    error,
    inputs,
    output,
    metrics: logged,
    request: null,
    parent_run_id: run,
    root_run_id: run,
    source_run_id: null,
    flow_id: flow,
    start_time: time(start),
    end_time: time(end),
    index: lineNumber,
    api_calls: [
      {
        ...{ name: 'flow', node_name: 'flow', type: 'Flow', ...times, inputs, output, error },
        children: nodes.map(toolCall),
        system_metrics: measured,
      },
    ],
    name: '',
    description: '',
    tags: null,
    system_metrics: measured,
    result: output,
    upload_metrics: false,
    otel_trace_id: '',
    message_format: messageFormat,
  });
}

/** A node's share of a line with the keys of prompt flow's `RunInfo`. Aggregation nodes belong to no line. */
export function nodeRunInfo(place: RunPlace, node: NodeRecord, error: LineError | undefined): Dict {
  const { run, lineNumber, messageFormat } = place;
  const { inputs, output = null, start, end, tokens, status, stdout, stderr } = node;
  const ran = status !== 'Bypassed';
  return dict({
    node: node.node,
    flow_run_id: run,
    run_id: `${run}_${node.node}_${lineNumber ?? 'reduce'}`,
    status,
    inputs: ran ? inputs : null,
    output,
    metrics: null,
    error: errorOf(nodeError(node, error)),
    parent_run_id: lineNumber === undefined ? run : `${run}_${lineNumber}`,
    start_time: time(start),
    end_time: time(end),
    index: lineNumber ?? null,
    api_calls: ran ? [toolCall(node)] : [],
    cached_run_id: null,
    cached_flow_run_id: null,
    logs: ran ? { stdout, stderr } : null,
    system_metrics: ran ? metrics(start, end, tokens) : null,
    result: output,
    message_format: messageFormat,
  });
}

/** ISO 8601 in UTC. */
export function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function nodeError({ node, error }: NodeRecord, ofLine: LineError | undefined): LineError | undefined {
  if (error === undefined) return undefined;
  return ofLine?.node === node ? ofLine : { ...error, node, fault: 'user' };
}

function toolCall({ node, start, end, error, tokens, inputs, output = null }: NodeRecord): Dict {
  return dict({
    name: node,
    node_name: node,
    type: 'Tool',
    inputs,
    output,
    start_time: start / 1000,
    end_time: end / 1000,
    error: error === undefined ? null : { message: error.message, type: error.code },
    children: [],
    system_metrics: metrics(start, end, tokens),
  });
}

function metrics(start: number, end: number, { prompt, completion, total }: TokenUsage): object {
  const duration = (end - start) / 1000;
  return { duration, prompt_tokens: prompt, completion_tokens: completion, total_tokens: total };
}

function errorOf(error: LineError | undefined): Value {
  return error === undefined ? null : fromPlain(errorObject(error));
}

function dict(fields: Readonly<Record<string, unknown>>): Dict {
  return fromPlain(fields) as Dict;
}

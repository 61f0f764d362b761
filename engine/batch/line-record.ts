import type { NodeStatus, TokenUsage } from '../event';
import type { LineError, LineRun } from '../flow';
import { asData } from '../values/data';
import { formatJson } from '../values/format-json';
import { parseJson } from '../values/parse-json';
import { fromPlain, toPlain } from '../values/plain';
import { CarriedObject, isDict, type Value } from '../values/value';

/** One line of a batch, as a run's folder keeps it. Inputs, outputs and what aggregation nodes read are Python's values. */
export interface LineRecord {
  readonly lineNumber: number;
  readonly status: 'Completed' | 'Failed';
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly nodes: Readonly<Record<string, NodeStatus>>;
  readonly error?: LineError;
  readonly tokens: TokenUsage;
  readonly durationMs: number;
  /** What aggregation nodes read of this line, by reference. Undefined where a file cannot keep it. */
  readonly aggregated: ReadonlyMap<string, Value> | undefined;
}

export function lineRecord(lineNumber: number, { result, inputs, outputs, aggregated }: LineRun): LineRecord {
  const { status, nodes, error, tokens, durationMs } = result;
  return {
    lineNumber,
    status,
    inputs: dataOf(inputs),
    outputs: dataOf(outputs),
    nodes,
    ...(error === undefined ? {} : { error }),
    tokens,
    durationMs: Math.round(durationMs * 10) / 10,
    aggregated: isStorable(aggregated) ? dataOf(aggregated) : undefined,
  };
}

export function formatRecord({ inputs, outputs, aggregated, ...rest }: LineRecord): string {
  const fields = fromPlain(rest) as ReadonlyMap<string, Value>;
  const values = new Map<string, Value>([...fields, ['inputs', inputs], ['outputs', outputs]]);
  return formatJson(aggregated === undefined ? values : values.set('aggregated', aggregated));
}

/** Reads back what `formatRecord` wrote; undefined for a line that was cut off. */
export function parseRecord(text: string): LineRecord | undefined {
  let fields: Value;
  try {
    fields = parseJson(text);
  } catch {
    return undefined;
  }
  if (!isDict(fields)) return undefined;
  const { inputs, outputs, aggregated } = Object.fromEntries(fields) as Record<
    string,
    ReadonlyMap<string, Value> | undefined
  >;
  const none: ReadonlyMap<string, Value> = new Map();
  const rest = toPlain(fields) as Omit<LineRecord, 'inputs' | 'outputs' | 'aggregated'>;
  return { ...rest, inputs: inputs ?? none, outputs: outputs ?? none, aggregated };
}

function isStorable(aggregated: ReadonlyMap<string, Value>): boolean {
  return ![...aggregated.values()].some((value) => value instanceof CarriedObject);
}

/** Values as files keep them. */
export function dataOf(values: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...values].map(([name, value]) => [name, asData(value)]));
}

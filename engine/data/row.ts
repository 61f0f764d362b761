import { FlowError } from '../error';
import { parseJson } from '../values/parse-json';
import { Float, isDict, isList, type Value } from '../values/value';

/** One record of a dataset: values by column. */
export type Row = ReadonlyMap<string, Value>;

export function toRow(value: Value, file: string, place: string): Row {
  if (isDict(value)) return new Map([...value].map(([key, item]) => [String(key), item]));
  throw invalidData(file, `${place} is not a record: a JSON object with a value for each column.`);
}

/** What JSON of a dataset holds: prompt flow reads `NaN` in it as null. */
export function parseData(text: string): Value {
  const value = parseJson(text);
  return text.includes('NaN') ? withoutNaN(value) : value;
}

function withoutNaN(value: Value): Value {
  if (value instanceof Float) return Number.isNaN(value.value) ? null : value;
  if (isDict(value)) return new Map([...value].map(([key, item]) => [key, withoutNaN(item)]));
  return isList(value) ? value.map(withoutNaN) : value;
}

/** Data that cannot be read. */
export function invalidData(file: string, reason: string, cause?: unknown): FlowError {
  const message = `Fail to load invalid data. We support file formats: csv, tsv, json, jsonl, parquet. Please check input data. In ${file}: ${reason}`;
  return new FlowError('InvalidUserData', message, { file, cause });
}

import { type IncomingHttpHeaders } from 'node:http';
import { StorageError } from './storage-error';

/** The part of a blob that is asked for, `end` excluded; undefined for the whole blob. Azure's own header wins. */
export function byteRange(headers: IncomingHttpHeaders, size: number): { start: number; end: number } | undefined {
  const asked = headers['x-ms-range'] ?? headers.range;
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(typeof asked === 'string' ? asked : '') ?? [];
  if (first === undefined) return undefined;
  const start = Number(first);
  const end = last ? Math.min(Number(last) + 1, size) : size;
  if (start < size && start < end) return { start, end };
  throw new StorageError(416, 'InvalidRange', `The range ${String(asked)} is outside the blob's ${size} bytes.`);
}

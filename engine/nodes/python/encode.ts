import type { Connection } from '../../connection';
import { FlowError } from '../../error';
import { formatJson } from '../../values/format-json';
import { parseJson } from '../../values/parse-json';
import type { SharedStream } from '../../values/text-stream';
import { PythonObject, type Value } from '../../values/value';
import type { Part } from '../executable';
import { pack, unpackImages } from './packing';
import type { HostCalls } from './calls';
import type { Encoded, EncodedConnection, EncodedPart, EncodedStream } from './protocol';

export function encode(value: Value): Encoded {
  if (value instanceof PythonObject) return { handle: value.handle };
  const packed = pack(value);
  return packed === value ? { value: formatJson(value) } : { value: formatJson(packed), packed: true };
}

export function encodePart({ whole, steps }: Part): EncodedPart {
  return whole instanceof PythonObject ? { handle: whole.handle, steps } : { ...whole, steps };
}

/** A stream that the tool reads by calls for its next piece. */
export async function encodeStream(stream: SharedStream, calls: HostCalls | undefined): Promise<EncodedStream> {
  if (calls === undefined) throw new FlowError('NotImplementedError', 'No stream can be read from here.');
  return { lent: await calls.lend(stream.lend()) };
}

export function decode(encoded: Encoded): Value {
  return 'handle' in encoded ? new PythonObject(encoded.handle, encoded.stream) : decodeData(encoded);
}

/** JSON text, in which images may be packed. */
export function decodeData({ value, packed }: { readonly value: string; readonly packed?: boolean }): Value {
  const parsed = parseJson(value);
  return packed === true ? unpackImages(parsed) : parsed;
}

export function encodeConnection({ name, type, configs, secrets }: Connection): EncodedConnection {
  return { connection: { name, type, configs, secrets } };
}

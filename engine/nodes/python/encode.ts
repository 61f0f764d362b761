import type { Connection } from '../../connection';
import { FlowError } from '../../error';
import { formatJson } from '../../values/format-json';
import { parseJson } from '../../values/parse-json';
import type { SharedStream } from '../../values/text-stream';
import {
  Float,
  NamedTuple,
  ObjectView,
  PrintedDict,
  PythonObject,
  SetView,
  Tuple,
  type DictKey,
  type Value,
} from '../../values/value';
import type { Part } from '../executable';
import { pack, unpackImages } from './packing';
import type { HostCalls } from './calls';
import type { Encoded, EncodedConnection, EncodedPart, EncodedStream, View } from './protocol';

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

export function decodeView(view: View): Value {
  switch (view[0]) {
    case 'plain':
      return parseJson(view[1]);
    case 'list':
      return view[1].map(decodeView);
    case 'set':
      return SetView.from(view[1], decodeView);
    case 'tuple':
      return new Tuple(view[1].map(decodeView));
    case 'namedtuple':
      return new NamedTuple(view[1], new Map(view[2].map(([name, item]) => [name, decodeView(item)])));
    case 'dict':
      return decodeDict(view[1], view[2]);
    case 'object':
      return new ObjectView(view[1].type, view[1].str, view[1].repr, {
        attributes: new Map(view[1].attributes.map(([name, item]) => [name, decodeView(item)])),
        truthy: view[1].truthy,
        hasPlaces: view[1].hasPlaces,
        isIterator: view[1].isIterator,
        ...(view[1].items === null ? {} : { items: view[1].items.map(decodeView) }),
        ...(view[1].text === null ? {} : { chars: view[1].text }),
      });
  }
}

function decodeDict(entries: readonly (readonly [string, View])[], shown: string | null): Value {
  const decoded = entries.map(([text, item]) => {
    const key = parseJson(text);
    return [(key instanceof Float ? key.value : key) as DictKey, decodeView(item)] as const;
  });
  return shown === null ? new Map(decoded) : new PrintedDict(decoded, shown);
}

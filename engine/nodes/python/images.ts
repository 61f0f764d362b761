import { ImageValue } from '../../images/image';
import { isDict, isList, type DictKey, type Value } from '../../values/value';

/** Key of the dict that an image is on its way to and from the Python process; llmops_worker/images.py has the same. */
const key = '$image';

/** The same value if there is no image in it, else one that JSON can hold. */
export function packImages(value: Value): Value {
  if (value instanceof ImageValue) {
    const { bytes, mimeType, sourceUrl = null } = value;
    return new Map([[key, [bytes.toString('base64'), mimeType, sourceUrl]]]);
  }
  if (isList(value)) {
    const items = value.map(packImages);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isDict(value)) return value;
  const entries = [...value].map(([name, item]): [DictKey, Value] => [name, packImages(item)]);
  return entries.every(([name, item]) => item === value.get(name)) ? value : new Map(entries);
}

export function unpackImages(value: Value): Value {
  if (isList(value)) return value.map(unpackImages);
  if (!isDict(value)) return value;
  const packed = value.size === 1 ? value.get(key) : undefined;
  if (!isList(packed)) return new Map([...value].map(([name, item]) => [name, unpackImages(item)]));
  const [text, mimeType, sourceUrl] = packed as readonly [string, string, string | null];
  return new ImageValue(Buffer.from(text, 'base64'), mimeType, sourceUrl ?? undefined);
}

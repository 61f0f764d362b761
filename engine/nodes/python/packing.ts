import { ImageValue } from '../../images/image';
import { TextValue } from '../../images/text';
import { DateValue } from '../../values/date';
import { CarriedObject, isDict, isList, type DictKey, type Value } from '../../values/value';

/** Keys of the dicts that images, dates, objects, and dicts whose keys are no texts, are on their way to and from Python; llmops_worker/packing.py has the same. */
const imageKey = '$image';
const textKey = '$text';
const dateKey = '$date';
const objectKey = '$object';
const dictKey = '$dict';

/** The same value if JSON can hold it, else one with what it cannot hold packed. */
export function pack(value: Value): Value {
  if (value instanceof ImageValue) {
    const { bytes, mimeType, sourceUrl = null } = value;
    return new Map([[imageKey, [bytes.toString('base64'), mimeType, sourceUrl]]]);
  }
  if (value instanceof TextValue) return new Map([[textKey, [value.text, pack(value.annotations)]]]);
  if (value instanceof DateValue) return new Map([[dateKey, value.text]]);
  // A list of pairs: a dict would be looked into for images of its own.
  if (value instanceof CarriedObject) return new Map([[objectKey, Object.entries(value.carried)]]);
  if (isList(value)) {
    const items = value.map(pack);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isDict(value)) return value;
  const entries = [...value].map(([name, item]): [DictKey, Value] => [name, pack(item)]);
  if (entries.some(([name]) => typeof name !== 'string')) {
    return new Map([[dictKey, entries.map(([name, item]) => [pack(name), item])]]);
  }
  return entries.every(([name, item]) => item === value.get(name)) ? value : new Map(entries);
}

/** Only images, and text among them, come packed from Python. */
export function unpackImages(value: Value): Value {
  if (isList(value)) return value.map(unpackImages);
  if (!isDict(value)) return value;
  const packedText = value.size === 1 ? value.get(textKey) : undefined;
  if (isList(packedText)) {
    const [text, annotations] = packedText as readonly [string, Value];
    return new TextValue(text, annotations);
  }
  const packed = value.size === 1 ? value.get(imageKey) : undefined;
  if (!isList(packed)) return new Map([...value].map(([name, item]) => [name, unpackImages(item)]));
  const [text, mimeType, sourceUrl] = packed as readonly [string, string, string | null];
  return new ImageValue(Buffer.from(text, 'base64'), mimeType, sourceUrl ?? undefined);
}

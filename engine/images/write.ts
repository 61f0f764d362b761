import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDict, isList, type DictKey, type Value } from '../values/value';
import { ImageValue } from './image';
import type { MessageFormat } from './notation';
import { TextValue } from './text';

/** Where images of outputs are written: into files of a folder, or, without one, into the outputs themselves. */
export interface ImageFolder {
  readonly folder: string;
  /** The folder as the outputs name it. */
  readonly shownAs: string;
}

/** A value whose images are data, in the notation that the flow uses. */
export async function writeImagesWithin(
  value: Value,
  format: MessageFormat,
  target: ImageFolder | undefined,
): Promise<Value> {
  if (value instanceof ImageValue) return target === undefined ? inline(value, format) : toFile(value, format, target);
  if (value instanceof TextValue) return format === 'basic' ? value.text : value.toDict();
  if (!holdsImage(value)) return value;
  if (isList(value)) return Promise.all(value.map((item) => writeImagesWithin(item, format, target)));
  if (!isDict(value)) return value;
  const entries = [...value].map(async ([key, item]): Promise<[DictKey, Value]> => [
    key,
    await writeImagesWithin(item, format, target),
  ]);
  return new Map(await Promise.all(entries));
}

export function holdsImage(value: Value): boolean {
  if (value instanceof ImageValue || value instanceof TextValue) return true;
  if (isList(value)) return value.some(holdsImage);
  return isDict(value) && [...value.values()].some(holdsImage);
}

function inline({ bytes, mimeType }: ImageValue, format: MessageFormat): Value {
  const text = bytes.toString('base64');
  if (format === 'basic') return new Map([[`data:${mimeType};base64`, text]]);
  return vision('image_url', 'url', `data:${mimeType};base64,${text}`);
}

async function toFile(image: ImageValue, format: MessageFormat, target: ImageFolder): Promise<Value> {
  const { bytes, mimeType, sourceUrl } = image;
  if (sourceUrl !== undefined) {
    return format === 'basic' ? new Map([[`data:${mimeType};url`, sourceUrl]]) : vision('image_url', 'url', sourceUrl);
  }
  const [, extension] = /([^/\\]+)$/.exec(mimeType) ?? [];
  const name = extension === undefined || extension === '*' ? randomUUID() : `${randomUUID()}.${extension}`;
  await mkdir(target.folder, { recursive: true });
  await writeFile(join(target.folder, name), bytes);
  const path = `${target.shownAs}/${name}`;
  return format === 'basic' ? new Map([[`data:${mimeType};path`, path]]) : vision('image_file', 'path', path);
}

function vision(type: string, field: string, text: string): Value {
  return new Map<DictKey, Value>([
    ['type', type],
    [type, new Map([[field, text]])],
  ]);
}

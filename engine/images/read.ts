import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isNativeError } from 'node:util/types';
import { FlowError } from '../error';
import { isDict, isList, type Dict, type DictKey, type Value } from '../values/value';
import { ImageValue, mimeTypeOf } from './image';
import { textOf, type TextValue } from './text';
import { imageSource, textSource, type ImageSource, type MessageFormat } from './notation';

export interface ImageReading {
  readonly format: MessageFormat;
  /** Folder that relative paths start from; null refuses all paths. */
  readonly folder: string | null;
  /** What the value is, for errors: `input 'photo'`. */
  readonly what: string;
}

/** The image that a value of type `image` stands for: a text or a dict. */
export async function readImage(value: Value, reading: ImageReading): Promise<ImageValue> {
  if (value instanceof ImageValue) return value;
  if (value === '') throw failure(reading, '(InvalidImageInput) The image input should not be empty.');
  const source = typeof value === 'string' ? textSource(value) : imageSource(value, reading.format);
  if (source !== undefined) return load(source, reading);
  const forms = reading.format === 'basic' ? '{"data:image/<type>;path|base64|url": …}' : '{"type": "image_url", …}';
  throw failure(reading, `(InvalidImageInput) the value is neither text nor of the form ${forms}`);
}

/** A value with the images in its lists and dicts loaded, and the text among them as text. */
export async function readImagesWithin(value: Value, reading: ImageReading): Promise<Value> {
  if (!holdsImage(value, reading.format)) return value;
  if (isList(value)) return Promise.all(value.map((item) => readImagesWithin(item, reading)));
  if (!isDict(value)) return value;
  const source = imageSource(value, reading.format);
  if (source !== undefined) return load(source, reading);
  const text = textAmongImages(value, reading.format);
  if (text !== undefined) return text;
  const entries = [...value].map(async ([key, item]): Promise<[DictKey, Value]> => [
    key,
    await readImagesWithin(item, reading),
  ]);
  return new Map(await Promise.all(entries));
}

function holdsImage(value: Value, format: MessageFormat): boolean {
  if (isList(value)) return value.some((item) => holdsImage(item, format));
  if (!isDict(value)) return false;
  if (imageSource(value, format) !== undefined || textAmongImages(value, format) !== undefined) return true;
  return [...value.values()].some((item) => holdsImage(item, format));
}

function textAmongImages(value: Dict, format: MessageFormat): TextValue | undefined {
  return format === 'openai-vision' ? textOf(value) : undefined;
}

async function load(source: ImageSource, reading: ImageReading): Promise<ImageValue> {
  try {
    const bytes = await bytesOf(source, reading.folder);
    return new ImageValue(
      bytes,
      source.mimeType?.toLowerCase() ?? mimeTypeOf(bytes),
      source.from === 'url' ? source.url : undefined,
    );
  } catch (error) {
    throw failure(reading, reasonOf(error, source), error);
  }
}

function reasonOf(error: unknown, source: ImageSource): string {
  if (!isNativeError(error)) return String(error);
  const isMissing = source.from === 'path' && 'code' in error && error.code === 'ENOENT';
  if (isMissing) return `(FileNotFoundError) [Errno 2] No such file or directory: '${source.path}'`;
  return `(${error.name}) ${error.message}`;
}

async function bytesOf(source: ImageSource, folder: ImageReading['folder']): Promise<Buffer> {
  if (source.from === 'path') {
    // Whoever may send requests could otherwise read any file that this process can.
    if (folder === null) throw new TypeError('a request gives images in base64 or as URLs, not as paths');
    return readFile(resolve(folder, source.path));
  }
  if (source.from === 'url') return (await import('./fetch')).fetchPublic(source.url);
  if (/[^A-Za-z0-9+/=\s]/.test(source.text)) throw new TypeError('the text is not base64');
  return Buffer.from(source.text, 'base64');
}

function failure({ what }: ImageReading, reason: string, cause?: unknown): FlowError {
  return new FlowError('LoadMultimediaDataError', `Failed to load image for ${what}: ${reason}`, { cause });
}

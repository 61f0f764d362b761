import type { Value } from '../values/value';
import type { MessageFormat } from './notation';
import { readImagesWithin } from './read';
import { holdsImage, writeImagesWithin, type ImageFolder } from './write';

type Values = ReadonlyMap<string, Value>;

/** Values of a line by name, with their images as data or as files of a folder. */
export async function writeImages(values: Values, format: MessageFormat, target?: ImageFolder): Promise<Values> {
  if (![...values.values()].some(holdsImage)) return values;
  const entries = [...values].map(
    async ([name, value]) => [name, await writeImagesWithin(value, format, target)] as const,
  );
  return new Map(await Promise.all(entries));
}

/** Values of a line that were kept with their images as data, with images again. */
export async function readImages(values: Values, format: MessageFormat): Promise<Values> {
  const entries = [...values].map(async ([name, value]): Promise<[string, Value]> => {
    const reading = { format, folder: null, what: `'${name}'` };
    // What only looks like an image stays what it is.
    return [name, await readImagesWithin(value, reading).catch(() => value)];
  });
  return new Map(await Promise.all(entries));
}

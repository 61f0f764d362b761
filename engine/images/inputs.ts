import type { FlowInterface } from '../load/definition';
import type { Value } from '../values/value';
import { readImage, readImagesWithin } from './read';

/**
 * A line's inputs with their images loaded: inputs of type `image`, and what stands for images within lists and objects.
 * `folderOf` says where relative paths of an input start, or null where it may name no files.
 */
export async function loadInputImages(
  { inputs: declared, messageFormat }: FlowInterface,
  inputs: ReadonlyMap<string, Value>,
  folderOf: (input: string) => string | null,
): Promise<ReadonlyMap<string, Value>> {
  const entries = [...inputs].map(async ([name, value]): Promise<[string, Value]> => {
    const reading = { format: messageFormat, folder: folderOf(name), what: `input '${name}'` };
    switch (declared.get(name)?.type) {
      case 'image':
        return [name, await readImage(value, reading)];
      case 'list':
      case 'object':
        return [name, await readImagesWithin(value, reading)];
      default:
        return [name, value];
    }
  });
  return new Map(await Promise.all(entries));
}

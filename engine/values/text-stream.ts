import { ObjectValue } from './value';

/** Text that arrives piece by piece: the answer of a model, or what a Python generator yields. Read it once. */
export class TextStream extends ObjectValue {
  readonly typeName = 'generator';

  constructor(readonly items: AsyncIterableIterator<string>) {
    super();
  }

  repr(): string {
    return '<generator object>';
  }
}

/**
 * Pieces of text as an iterator. `pull` gives the next one, and undefined after the last; `end` is called once, when the
 * pieces are at an end, one could not be had, or the reader stops reading before it even began.
 */
export function textItems(
  pull: () => Promise<string | undefined>,
  end: () => void | Promise<void>,
): AsyncIterableIterator<string> {
  let ended = false;
  const finish = async (): Promise<IteratorReturnResult<undefined>> => {
    if (!ended) {
      ended = true;
      await end();
    }
    return { done: true, value: undefined };
  };
  const items: AsyncIterableIterator<string> = {
    next: async () => {
      if (ended) return finish();
      try {
        const value = await pull();
        return value === undefined ? await finish() : { done: false, value };
      } catch (error) {
        await finish();
        throw error;
      }
    },
    return: finish,
    [Symbol.asyncIterator]: () => items,
  };
  return items;
}

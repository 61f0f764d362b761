import { ObjectValue } from './value';

/** Text that arrives piece by piece: the answer of a model, or what a Python generator yields. Read it once. */
export class TextStream extends ObjectValue {
  readonly typeName: string = 'generator';

  constructor(readonly items: AsyncIterableIterator<string>) {
    super();
  }

  repr(): string {
    return '<generator object>';
  }
}

let shown = 0;

/**
 * A stream that nodes of a flow read, each what the others have left: what an LLM node gives that asks for pieces.
 * Templates read it without waiting, once it was read ahead for them.
 */
export class SharedStream extends TextStream {
  override readonly typeName = 'TracedIterator';
  private readonly address = (0x7f_0000_0000_00 + 64 * shown++).toString(16);
  private lent = 0;
  private isOver = false;

  constructor(
    source: AsyncIterableIterator<string>,
    private readonly ahead: string[] = [],
  ) {
    const pull = async (): Promise<string | undefined> => {
      const piece = ahead.shift();
      if (piece !== undefined) return piece;
      const next = await source.next();
      return next.done === true ? undefined : next.value;
    };
    super(
      textItems(pull, async () => {
        await source.return?.();
      }),
    );
    this.source = source;
  }

  private readonly source: AsyncIterableIterator<string>;

  /** Waits for all that is left. */
  async readAhead(): Promise<void> {
    for await (const piece of this.source) this.ahead.push(piece);
  }

  /** What was read ahead, and is then gone. */
  take(): readonly string[] {
    return this.ahead.splice(0);
  }

  /** Its pieces for a reader who returns the iterator when it does not read on. */
  lend(): AsyncIterableIterator<string> {
    this.lent += 1;
    return endingBy(this.items, () => {
      this.lent -= 1;
      this.endIfUnread();
    });
  }

  /** To be called when nobody else will come to read it. */
  release(): void {
    this.isOver = true;
    this.endIfUnread();
  }

  private endIfUnread(): void {
    if (this.isOver && this.lent === 0) this.items.return?.().catch(() => undefined);
  }

  /** As prompt flow shows it. */
  override repr(): string {
    return `<promptflow.tracing._trace.TracedIterator object at 0x${this.address}>`;
  }
}

/** All of a stream's text that is left. */
export async function joined({ items }: TextStream): Promise<string> {
  let text = '';
  for await (const piece of items) text += piece;
  return text;
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

/** The same pieces, with another end. */
export function endingBy(
  items: AsyncIterableIterator<string>,
  end: () => void | Promise<void>,
): AsyncIterableIterator<string> {
  const pull = async (): Promise<string | undefined> => {
    const next = await items.next();
    return next.done === true ? undefined : next.value;
  };
  return textItems(pull, end);
}

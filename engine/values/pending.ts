/** Thrown where a rendering needs what only Python can tell: have it told, and render again. */
export class Pending extends Error {
  constructor(readonly settle: () => Promise<void>) {
    super('Python has still to answer');
  }
}

/** What `work` gives when everything that it asks of Python has been answered. It is begun anew after each answer. */
export async function settled<T>(work: () => T): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Pending)) throw error;
      await error.settle();
    }
  }
}

import { formatJson } from '../values/format-json';
import { fromPlain } from '../values/plain';
import type { Value } from '../values/value';
import type { Attributes } from './span';

const names = { input: 'inputs', output: 'output' } as const;

export interface ContentOptions {
  /** Whether spans hold inputs and outputs, and not only their sizes. */
  readonly content: boolean;
  /** Takes secrets out of a text. */
  readonly mask: (text: string) => string;
}

/** Bytes of a value's JSON text, or the text itself. What JSON cannot hold, such as an object of a class, has neither. */
export function contentOf(of: keyof typeof names, value: Value | undefined, options: ContentOptions): Attributes {
  if (value === undefined) return {};
  try {
    const text = formatJson(value);
    return {
      [`llmops.${of}.bytes`]: Buffer.byteLength(text),
      ...(options.content ? { [names[of]]: options.mask(text) } : {}),
    };
  } catch (error) {
    if (error instanceof TypeError) return {};
    throw error;
  }
}

export function plainContentOf(
  of: keyof typeof names,
  value: Readonly<Record<string, unknown>>,
  options: ContentOptions,
): Attributes {
  // What streams is not there yet, and must not be read by anyone but the caller.
  const ready = Object.entries(value).filter(([, item]) => !isStream(item));
  try {
    return contentOf(of, fromPlain(Object.fromEntries(ready)), options);
  } catch (error) {
    if (error instanceof TypeError) return {};
    throw error;
  }
}

function isStream(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

import { z } from 'zod';

/** A form that a text must have, with what to tell those who write another. */
export interface TextRule {
  readonly pattern: RegExp;
  readonly code: string;
  /** Follows "Found 'x': ". */
  readonly expected: string;
  readonly hint: string;
}

/** A text in a certain form; editors check it too, by the pattern in the JSON Schema. */
export function textLike({ pattern, code, expected, hint }: TextRule) {
  return z
    .string()
    .superRefine((text, context) => {
      if (pattern.test(text)) return;
      const shown = text.length > 120 ? `${text.slice(0, 120)}…` : text;
      context.addIssue({ code: 'custom', message: `Found '${shown}': ${expected}.`, params: { code, hint } });
    })
    .meta({ pattern: pattern.source });
}

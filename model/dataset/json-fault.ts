import { createRequire } from 'node:module';
import type * as JsoncParser from 'jsonc-parser';

/** Where a text stops being JSON, and why. The text itself is not quoted: it may be personal data. */
export interface JsonFault {
  readonly offset: number;
  /** Reads on after "not valid JSON: ". */
  readonly reason: string;
}

const reasons: Readonly<Record<string, string>> = {
  InvalidSymbol: 'an unknown word (JSON has true, false and null)',
  InvalidNumberFormat: 'a malformed number',
  PropertyNameExpected: 'a property name in double quotes is expected',
  ValueExpected: 'a value is expected',
  ColonExpected: 'a colon is expected',
  CommaExpected: 'a comma is expected',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'something follows the end of the value',
  UnexpectedEndOfString: 'a text is not closed',
  UnexpectedEndOfNumber: 'a number breaks off',
  InvalidUnicode: 'a malformed \\u escape',
  InvalidEscapeCharacter: 'a malformed escape',
  InvalidCharacter: 'a control character inside a text',
  InvalidCommentToken: 'a comment (JSON has none)',
};

/** What is wrong with a text that should be JSON; undefined where it is. */
export function jsonFault(text: string): JsonFault | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    // Loaded here, since a project without broken JSON never needs it.
    const { parse, printParseErrorCode } = createRequire(__filename)('jsonc-parser') as typeof JsoncParser;
    const errors: JsoncParser.ParseError[] = [];
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
    const first = errors[0];
    if (first === undefined) return { offset: 0, reason: 'a character that JSON does not allow' };
    return { offset: first.offset, reason: reasons[printParseErrorCode(first.error)] ?? 'a syntax error' };
  }
}

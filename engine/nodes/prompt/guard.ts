import { randomUUID } from 'node:crypto';
import { blank } from '../../jinja/text/blanks';
import { isDict, isList, LineList, SetView, type Value } from '../../values/value';

/** Words that begin a message when they stand on a line of their own before a colon. */
export const roles = ['system', 'user', 'assistant', 'function', 'tool'] as const;

const roleOnItsLine = `(?<![^\\n])[${blank}]*#?[${blank}]*(${roles.join('|')})[${blank}]*:[${blank}]*`;

/** Splits rendered text into messages: a role, alone on its line, perhaps after one `#`. */
export const roleSeparator = new RegExp(`${roleOnItsLine}\\n`, 'gi');

/** The same in a value, where the template may supply the end of the line. */
const roleInValue = new RegExp(`${roleOnItsLine}(?:\\n|$)`, 'gi');

/** Text in which role words that a user wrote are replaced by tokens, so that they cannot begin a message. */
export interface GuardedText {
  readonly text: string;
  /** Role word by token. */
  readonly tokens: ReadonlyMap<string, string>;
}

/**
 * How lists print in a prompt: as Python prints them, and the same with role words inside guarded, or, for Azure's chat
 * models, as lines that are guarded.
 */
export type ListForm = 'python' | 'guarded' | 'lines';

/** Collects the tokens of one prompt. */
export class RoleGuard {
  private readonly words = new Map<string, string>();
  private readonly tokens = new Map<string, string>();

  /** A value of a user with its role words replaced, in strings and the values of dicts, and in lists where `lists` says so. */
  protect(value: Value, lists: ListForm): Value {
    if (typeof value === 'string') return this.protectText(value);
    if (isDict(value)) return new Map([...value].map(([key, item]) => [key, this.protect(item, lists)]));
    if (lists === 'lines' && isList(value)) return LineList.from(value, (item) => this.protect(item, lists));
    if (lists === 'guarded' && isList(value) && !(value instanceof SetView)) {
      return value.map((item) => this.protect(item, lists));
    }
    return value;
  }

  /** The output of a prompt that was guarded before. */
  adopt(guarded: GuardedText): string {
    for (const [token, word] of guarded.tokens) this.tokens.set(token, word);
    return guarded.text;
  }

  finish(text: string): GuardedText {
    return { text, tokens: this.tokens };
  }

  private protectText(text: string): string {
    return text.replace(roleInValue, (separator, role: string) => separator.replace(role, this.tokenFor(role)));
  }

  private tokenFor(word: string): string {
    const known = this.words.get(word);
    if (known !== undefined) return known;
    const token = randomUUID();
    this.words.set(word, token);
    this.tokens.set(token, word);
    return token;
  }
}

/** Puts the users' role words back. */
export function unguard(text: string, tokens: ReadonlyMap<string, string>): string {
  let plain = text;
  for (const [token, word] of tokens) plain = plain.replaceAll(token, word);
  return plain;
}

/** What Python takes for white space, for classes of regular expressions; JavaScript's `\s` lacks the separators and has the byte order mark. */
export const blank = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const leading = new RegExp(`^[${blank}]+`);

export const blanksOnly = new RegExp(`^[${blank}]+$`);
export const nextBlank = new RegExp(`[${blank}]`);

export function isBlank(character: string): boolean {
  return nextBlank.test(character);
}

export function trimBlanks(text: string): string {
  return trimBlanksLeft(trimBlanksRight(text));
}

export function trimBlanksLeft(text: string): string {
  return text.replace(leading, '');
}

export function trimBlanksRight(text: string): string {
  // A search from the left would try every run of blanks inside the text.
  let end = text.length;
  while (end > 0 && isBlank(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

import { nextBlank, trimBlanksLeft, trimBlanksRight } from './blanks';

// Besides the ends that every system knows, Python ends lines at vertical tabs, form feeds and the separators of ASCII
// and Unicode.
const lineEnd = /(\r\n|[\n\r\v\f\u{1c}\u{1d}\u{1e}\u{85}\u{2028}\u{2029}])/u; // eslint-disable-line no-control-regex

/** Lines of a text, with or without their ends. */
export function splitLines(text: string, keepEnds = false): string[] {
  const parts = text.split(lineEnd);
  const lines: string[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    lines.push((parts[index] ?? '') + (keepEnds ? (parts[index + 1] ?? '') : ''));
  }
  // Text that ends with a line end has no further line.
  if (parts.at(-1) === '') lines.pop();
  return lines;
}

/** Parts of a text between runs of blanks, at most `limit` cuts from the left. */
export function splitBlanks(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = trimBlanksLeft(text);
  while (rest !== '' && (limit < 0 || parts.length < limit)) {
    const end = rest.search(nextBlank);
    if (end < 0) break;
    parts.push(rest.slice(0, end));
    rest = trimBlanksLeft(rest.slice(end));
  }
  return rest === '' ? parts : [...parts, limit >= 0 && parts.length >= limit ? rest : trimBlanksRight(rest)];
}

/** Parts of a text between separators, at most `limit` cuts from the left. */
export function splitAt(text: string, separator: string, limit: number): string[] {
  const parts = text.split(separator);
  return limit < 0 || parts.length <= limit + 1
    ? parts
    : [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

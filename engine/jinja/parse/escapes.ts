const escape = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs;
const characters: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** The text of a Python string literal without its quotes. Unknown escapes stay as they are. */
export function unescapeString(body: string): string {
  return body.replace(escape, (whole, octal?: string, ...codes: (string | undefined)[]) => {
    const hex = codes[0] ?? codes[1] ?? codes[2];
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex, 16));
    return characters[codes[3] ?? ''] ?? whole;
  });
}

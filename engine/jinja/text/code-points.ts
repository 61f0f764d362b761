const surrogates = /[\ud800-\udfff]/;

/** The characters of a text as Python counts them: one for each code point. */
export function characters(text: string): readonly string[] {
  return surrogates.test(text) ? Array.from(text) : text.split('');
}

export function characterCount(text: string): number {
  return surrogates.test(text) ? characters(text).length : text.length;
}

/** Order of two texts by code points; JavaScript's own goes by halves of surrogate pairs. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  if (!surrogates.test(left) && !surrogates.test(right)) return left < right ? -1 : 1;
  const [a, b] = [characters(left), characters(right)];
  const index = a.findIndex((character, place) => character !== b[place]);
  if (index < 0) return -1;
  return (a[index]?.codePointAt(0) ?? 0) < (b[index]?.codePointAt(0) ?? -1) ? -1 : 1;
}

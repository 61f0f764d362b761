import { characters } from './code-points';

/** Percent-encodes all but letters, digits, `_.-~` and the characters of `safe`, as Python's `quote` does. */
export function quoteUrl(text: string, safe: string): string {
  const encoded = encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return characters(safe).reduce(
    (result, character) => result.replaceAll(encodeURIComponent(character), character),
    encoded,
  );
}

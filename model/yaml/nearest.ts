import { distance } from 'fastest-levenshtein';

/** The candidate that a typing mistake most likely meant; undefined where none is near. Case does not count. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; steps: number } | undefined;
  for (const candidate of candidates) {
    const steps = typingErrors(word.toLowerCase(), candidate.toLowerCase());
    if (best === undefined || steps < best.steps) best = { candidate, steps };
  }
  const tolerance = Math.max(1, Math.floor(word.length * 0.4));
  return best !== undefined && best.steps <= tolerance ? best.candidate : undefined;
}

/** Edit distance, in which letters in the wrong order count as one slip. */
function typingErrors(word: string, candidate: string): number {
  const letters = (text: string) => Array.from(text).sort().join('');
  return word !== candidate && letters(word) === letters(candidate) ? 1 : distance(word, candidate);
}

/** A hint for a word that is none of the candidates: the nearest of them first, else `otherwise`. */
export function suggest(word: string, candidates: Iterable<string>, otherwise: string): string {
  const near = nearest(word, candidates);
  return near === undefined ? otherwise : `Did you mean '${near}'?`;
}

/** `'a', 'b' and 'c'`; long lists are cut after 12. */
export function listed(words: Iterable<string>, last: 'and' | 'or' = 'and'): string {
  const quoted = [...words].map((word) => `'${word}'`);
  if (quoted.length > 12) return `${quoted.slice(0, 12).join(', ')} ${last} ${quoted.length - 12} more`;
  if (quoted.length < 2) return quoted[0] ?? 'nothing';
  return `${quoted.slice(0, -1).join(', ')} ${last} ${quoted.at(-1) ?? ''}`;
}

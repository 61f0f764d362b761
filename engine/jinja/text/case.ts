import { characters } from './code-points';

/** Letters that are two in one, whose form at the start of a word is neither upper nor lower case. */
const digraphs: Readonly<Record<string, string>> = { Ǆ: 'ǅ', Ǉ: 'ǈ', Ǌ: 'ǋ', Ǳ: 'ǲ' };
const cased = /[\p{Lowercase}\p{Uppercase}\p{Lt}]/u;

/** A character as it begins a word: `ß` becomes `Ss`. */
export function titleCase(character: string): string {
  const [first = '', ...rest] = characters(character.toUpperCase());
  return (digraphs[first] ?? first) + rest.join('').toLowerCase();
}

export function capitalize(text: string): string {
  const [first = '', ...rest] = characters(text);
  return titleCase(first) + rest.join('').toLowerCase();
}

/** Each run of letters capitalized; letters that have no case end a word. */
export function titleWords(text: string): string {
  let inWord = false;
  return characters(text)
    .map((character) => {
      const shown = inWord ? character.toLowerCase() : titleCase(character);
      inWord = cased.test(character);
      return shown;
    })
    .join('');
}

/** For comparison without regard to case. */
export function foldText(text: string): string {
  return characters(text)
    .map((character) => (character === 'ı' ? character : character.toUpperCase().toLowerCase()))
    .join('');
}

export function swapCase(text: string): string {
  return characters(text)
    .map((character) => {
      if (/\p{Uppercase}/u.test(character)) return character.toLowerCase();
      return /\p{Lowercase}/u.test(character) ? character.toUpperCase() : character;
    })
    .join('');
}

export function isLower(text: string): boolean {
  return /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}

export function isUpper(text: string): boolean {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

export function isTitle(text: string): boolean {
  let [inWord, found] = [false, false];
  for (const character of characters(text)) {
    const begins = /[\p{Uppercase}\p{Lt}]/u.test(character);
    const goesOn = /\p{Lowercase}/u.test(character);
    if (begins ? inWord : goesOn && !inWord) return false;
    inWord = begins || goesOn;
    found ||= inWord;
  }
  return found;
}

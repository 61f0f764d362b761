import { str } from '../../values/python-text';
import { isDict, isInt, isList, Tuple, typeName, type DictKey, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { textOf } from '../runtime/objects';
import { characterCount, characters } from '../text/code-points';

/** `str.maketrans`: what becomes of each character, by its code. */
export function makeTranslation({ positional }: Arguments): Value {
  const [source = null, target, removed] = positional;
  const table = new Map<DictKey, Value>();
  if (target === undefined) {
    if (!isDict(source)) {
      throw new RenderError('TypeError', 'if you give only one argument to maketrans it must be a dict');
    }
    for (const [key, value] of source) table.set(codeOf(key), value);
    return table;
  }
  const [from, to] = [textOf(source), textOf(target)];
  if (from === undefined) {
    throw new RenderError('TypeError', 'first maketrans argument must be a string if there is a second argument');
  }
  if (to === undefined)
    throw new RenderError('TypeError', `maketrans() argument 2 must be str, not ${typeName(target)}`);
  if (characterCount(from) !== characterCount(to)) {
    throw new RenderError('ValueError', 'the first two maketrans arguments must have equal length');
  }
  const codes = characters(to).map((character) => character.codePointAt(0) ?? 0);
  characters(from).forEach((character, index) => table.set(character.codePointAt(0) ?? 0, codes[index] ?? null));
  for (const character of characters(str(removed ?? ''))) table.set(character.codePointAt(0) ?? 0, null);
  return table;
}

/** `str.translate`: characters that the table does not have stay. */
export function translate(self: string, { positional }: Arguments): string {
  const [table = null] = positional;
  const items = table instanceof Tuple ? table.items : isList(table) ? table : undefined;
  if (items === undefined && !isDict(table)) {
    throw new RenderError('TypeError', `'${typeName(table)}' object is not subscriptable`);
  }
  return characters(self)
    .map((character) => {
      const code = character.codePointAt(0) ?? 0;
      const value = isDict(table) ? table.get(code) : items?.[code];
      if (value === undefined) return character;
      if (value === null) return '';
      if (isInt(value)) return String.fromCodePoint(Number(value));
      const text = textOf(value);
      if (text === undefined) throw new RenderError('TypeError', 'character mapping must return integer, None or str');
      return text;
    })
    .join('');
}

function codeOf(key: DictKey): DictKey {
  if (typeof key === 'number') return key;
  if (typeof key === 'string' && characterCount(key) === 1) return key.codePointAt(0) ?? 0;
  const isText = typeof key === 'string';
  throw new RenderError(
    isText ? 'ValueError' : 'TypeError',
    isText
      ? 'string keys in translate table must be of length 1'
      : 'keys in translate table must be strings or integers',
  );
}

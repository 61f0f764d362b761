import { str } from '../../values/python-text';
import type { Value } from '../../values/value';
import { RenderError } from '../errors';
import { Arguments } from '../runtime/arguments';
import { calculate } from '../runtime/arithmetic';
import { lengthOf } from '../runtime/iterate';
import { Markup } from '../runtime/objects';
import { stringMethods } from '../methods/text';
import { characterCount, characters } from '../text/code-points';
import { percentValues, percentFormat } from '../text/percent';
import { splitLines } from '../text/split';
import { wrapText } from '../text/wrap';
import type { Filters } from './filter';

/** Filters about text. Whatever they get is made text first. */
export const textFilters: Filters = {
  upper: (input) => str(input).toUpperCase(),
  lower: (input) => str(input).toLowerCase(),
  capitalize: (input) => stringMethods.capitalize(str(input), Arguments.none),
  title: (input) => title(str(input)),
  trim: (input, passed) => stringMethods.strip(str(input), passed),
  center: (input, passed) =>
    stringMethods.center(str(input), new Arguments([passed.integer(0, 'width', 80)], new Map())),
  replace,
  format: (input, passed) => percentFormat(str(input), percentValues(passed)),
  truncate,
  indent,
  wordcount: (input) => str(input).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
  wordwrap: wordWrap,
};

function title(text: string): string {
  return text.replace(/[^-\s({[<]+/g, (word) => {
    const [first = '', ...rest] = characters(word);
    return first.toUpperCase() + rest.join('').toLowerCase();
  });
}

function replace(input: Value, passed: Arguments): Value {
  const replaced = stringMethods.replace(str(input), passed);
  return input instanceof Markup ? new Markup(str(replaced)) : replaced;
}

function truncate(input: Value, passed: Arguments): Value {
  const text = str(input);
  const length = passed.integer(0, 'length', 255);
  const end = passed.text(2, 'end', '...');
  const leeway = passed.integer(3, 'leeway', 5);
  const shortest = characterCount(end);
  if (length < shortest) throw new RenderError('AssertionError', `expected length >= ${shortest}, got ${length}`);
  if (leeway < 0) throw new RenderError('AssertionError', `expected leeway >= 0, got ${leeway}`);
  if (lengthOf(input) <= length + leeway) return text;
  const cut = characters(text)
    .slice(0, length - shortest)
    .join('');
  if (passed.flag(1, 'killwords', false)) return cut + end;
  const blank = cut.lastIndexOf(' ');
  return (blank < 0 ? cut : cut.slice(0, blank)) + end;
}

function indent(input: Value, passed: Arguments): Value {
  const width = passed.get(0, 'width') ?? 4;
  const indention = typeof width === 'string' ? width : ' '.repeat(Number(width));
  const lines = splitLines(str(calculate('+', input, '\n')));
  const indentsBlank = passed.flag(2, 'blank', false);
  const [first = '', ...rest] = lines;
  const indented = rest.map((line) => (line === '' && !indentsBlank ? line : indention + line));
  return (passed.flag(1, 'first', false) ? indention : '') + [first, ...indented].join('\n');
}

function wordWrap(input: Value, passed: Arguments): Value {
  const separator = passed.text(2, 'wrapstring', '\n');
  const width = passed.integer(0, 'width', 79);
  const breaksWords = passed.flag(1, 'break_long_words', true);
  const breaksHyphens = passed.flag(3, 'break_on_hyphens', true);
  const lines = splitLines(str(input)).map((line) => wrapText(line, width, breaksWords, breaksHyphens).join(separator));
  return lines.join(separator);
}

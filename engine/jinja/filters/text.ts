import { str } from '../../values/python-text';
import { isList, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import { Arguments } from '../runtime/arguments';
import { calculate } from '../runtime/arithmetic';
import { lengthOf } from '../runtime/iterate';
import { Markup, textOf, Undefined } from '../runtime/objects';
import { stringMethods } from '../methods/text';
import { characters } from '../text/code-points';
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
  format,
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

function format(input: Value, passed: Arguments): Value {
  if (passed.positional.length > 0 && passed.named.size > 0) {
    const message = "can't handle positional and keyword arguments at the same time";
    throw new RenderError('FilterArgumentError', message);
  }
  return percentFormat(str(input), percentValues(passed));
}

function truncate(input: Value, passed: Arguments): Value {
  const text = str(input);
  const length = passed.integer(0, 'length', 255);
  const marker = passed.or(2, 'end', '...');
  const end = str(marker);
  const leeway = passed.integer(3, 'leeway', 5);
  const shortest = lengthOf(marker);
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
  const width = passed.or(0, 'width', 4);
  const indention = str(textOf(width) ?? calculate('*', ' ', width));
  if (isList(input)) throw new RenderError('AttributeError', "'list' object has no attribute 'splitlines'");
  if (input instanceof Undefined) input.fail();
  if (textOf(input) === undefined) {
    const types = `'${typeName(input)}' and 'str'`;
    throw new RenderError('TypeError', `unsupported operand type(s) for +=: ${types}`);
  }
  const lines = splitLines(`${str(input)}\n`);
  const indentsBlank = passed.flag(2, 'blank', false);
  const [first = '', ...rest] = lines;
  const indented = rest.map((line) => (line === '' && !indentsBlank ? line : indention + line));
  return (passed.flag(1, 'first', false) ? indention : '') + [first, ...indented].join('\n');
}

function wordWrap(input: Value, passed: Arguments): Value {
  if (input instanceof Undefined) input.fail();
  if (textOf(input) === undefined) {
    throw new RenderError('AttributeError', `'${typeName(input)}' object has no attribute 'splitlines'`);
  }
  const separator = passed.text(2, 'wrapstring', '\n');
  const width = passed.integer(0, 'width', 79);
  const breaksWords = passed.flag(1, 'break_long_words', true);
  const breaksHyphens = passed.flag(3, 'break_on_hyphens', true);
  const lines = splitLines(str(input)).map((line) => wrapText(line, width, breaksWords, breaksHyphens).join(separator));
  return lines.join(separator);
}

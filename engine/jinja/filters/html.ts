import { formatJson } from '../../values/format-json';
import { str } from '../../values/python-text';
import { dictItems, isDict, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { isIterable, iterate } from '../runtime/iterate';
import { Markup, textOf, Undefined } from '../runtime/objects';
import { escapeHtml, stripTags } from '../text/html';
import { quoteUrl } from '../text/url';
import type { Filters } from './filter';

/** Filters for HTML, URLs and JSON. */
export const htmlFilters: Filters = {
  escape,
  e: escape,
  forceescape: (input) => new Markup(escapeHtml(str(input))),
  safe: (input) => new Markup(str(input)),
  striptags: (input) => stripTags(str(input)),
  tojson,
  urlencode: urlEncode,
  xmlattr: attributes,
};

function escape(input: Value): Value {
  return input instanceof Markup ? input : new Markup(escapeHtml(str(input)));
}

const jsonEscapes: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  "'": '\\u0027',
};

function tojson(input: Value, passed: Arguments): Value {
  const indent = passed.optionalInteger(0, 'indent');
  const json = jsonOf(input, { ascii: true, sortKeys: true, ...(indent === undefined ? {} : { indent }) });
  return new Markup(json.replace(/[<>&']/g, (character) => jsonEscapes[character] ?? character));
}

function jsonOf(input: Value, format: Parameters<typeof formatJson>[1]): string {
  try {
    return formatJson(input instanceof Markup ? input.text : input, format);
  } catch (error) {
    throw error instanceof TypeError ? new RenderError('TypeError', error.message) : error;
  }
}

function urlEncode(input: Value): Value {
  if (textOf(input) !== undefined || !isIterable(input)) return quoteUrl(str(input), '/');
  const pairs = isDict(input) ? dictItems(input) : iterate(input).map((pair) => iterate(pair));
  return pairs.map(quotePair).join('&');
}

function quotePair(pair: readonly Value[]): string {
  const [key, value, ...rest] = pair;
  if (key !== undefined && value !== undefined && rest.length === 0) return `${quoteQuery(key)}=${quoteQuery(value)}`;
  const complaint = pair.length > 2 ? 'too many values to unpack' : 'not enough values to unpack';
  throw new RenderError('ValueError', `${complaint} (expected 2)`);
}

function quoteQuery(value: Value): string {
  return quoteUrl(str(value), '').replaceAll('%20', '+');
}

function attributes(input: Value, passed: Arguments): Value {
  if (!isDict(input)) throw new RenderError('AttributeError', `'${typeName(input)}' object has no attribute 'items'`);
  const known = dictItems(input).filter(([, value]) => value !== null && !(value instanceof Undefined));
  const odd = known.find(([key]) => textOf(key) === undefined);
  if (odd !== undefined) {
    throw new RenderError('TypeError', `expected string or bytes-like object, got '${typeName(odd[0])}'`);
  }
  const text = known.map(([key, value]) => `${escapeHtml(str(key))}="${escapeHtml(str(value))}"`).join(' ');
  return new Markup(passed.flag(0, 'autospace', true) && text !== '' ? ` ${text}` : text);
}

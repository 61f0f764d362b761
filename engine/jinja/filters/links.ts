import { repr, str } from '../../values/python-text';
import { truthy } from '../../values/truth';
import type { Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { iterate } from '../runtime/iterate';
import { Markup } from '../runtime/objects';
import { characters } from '../text/code-points';
import { escapeHtml } from '../text/html';
import { linkWords, type LinkOptions } from '../text/links';
import type { Filters } from './filter';

export const linkFilters: Filters = { urlize };

const scheme = /^([\w.+-]{2,}:(\/){0,2})$/;

/** Makes links of the addresses in a text, which is escaped. */
function urlize(input: Value, passed: Arguments): Value {
  const relations = new Set(str(passed.get(3, 'rel') ?? '').split(/\s+/));
  if (passed.flag(1, 'nofollow', false)) relations.add('nofollow');
  relations.add('noopener');
  const target = passed.get(2, 'target') ?? null;
  const schemes = iterate(passed.get(4, 'extra_schemes') ?? []).map((item) => {
    if (scheme.test(str(item))) return str(item);
    throw new RenderError('FilterArgumentError', `${repr(item)} is not a valid URI scheme prefix.`);
  });
  const rel = [...relations].filter((word) => word !== '').sort();
  const options: LinkOptions = {
    attributes: ` rel="${escapeHtml(rel.join(' '))}"` + (truthy(target) ? ` target="${escapeHtml(str(target))}"` : ''),
    shorten: (url) => shortened(url, passed.optionalInteger(0, 'trim_url_limit')),
    schemes,
  };
  return linkWords(input instanceof Markup ? input.text : escapeHtml(str(input)), options);
}

function shortened(url: string, limit: number | undefined): string {
  if (limit === undefined) return url;
  const all = characters(url);
  return all.length > limit ? `${all.slice(0, limit).join('')}...` : url;
}

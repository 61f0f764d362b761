import { pythonEquals } from '../../values/equality';
import { dictItems, isDict, Tuple, typeName, type Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Arguments } from '../runtime/arguments';
import { order } from '../runtime/comparison';
import { iterate } from '../runtime/iterate';
import { Generator, Group, Undefined } from '../runtime/objects';
import type { Filters } from './filter';
import { foldCase, propertyReader } from './property';

/** Filters that arrange items in groups, columns or pairs. */
export const groupingFilters: Filters = { batch, slice, groupby, dictsort, items };

function batch(input: Value, passed: Arguments): Value {
  return new Generator(() => batches(input, passed), 'do_batch');
}

function batches(input: Value, passed: Arguments): readonly Value[] {
  const size = passed.integer(0, 'linecount', 1);
  const fill = passed.get(1, 'fill_with') ?? null;
  const all = iterate(input);
  const rows: Value[][] = [];
  for (let index = 0; index < all.length; index += Math.max(1, size))
    rows.push(all.slice(index, index + Math.max(1, size)));
  const last = rows.at(-1);
  while (fill !== null && last !== undefined && last.length < size) last.push(fill);
  return rows;
}

function slice(input: Value, passed: Arguments): Value {
  return new Generator(() => slices(input, passed), 'sync_do_slice');
}

function slices(input: Value, passed: Arguments): readonly Value[] {
  const columns = passed.integer(0, 'slices', 1);
  const fill = passed.get(1, 'fill_with') ?? null;
  const all = iterate(input);
  const each = Math.floor(all.length / columns);
  const longer = all.length % columns;
  const begin = (column: number): number => column * each + Math.min(column, longer);
  return Array.from({ length: columns }, (_, column) => {
    const items = all.slice(begin(column), begin(column + 1));
    return fill !== null && column >= longer ? [...items, fill] : items;
  });
}

function groupby(input: Value, passed: Arguments): Value {
  const read = propertyReader(passed.required(0, 'attribute'), passed.get(1, 'default'));
  const fold = passed.flag(2, 'case_sensitive', false) ? (value: Value): Value => value : foldCase;
  const keyed = iterate(input).map((item) => ({ item, key: read(item) }));
  keyed.sort((left, right) => order(fold(left.key), fold(right.key)));
  const groups: { key: Value; items: Value[] }[] = [];
  for (const { item, key } of keyed) {
    const last = groups.at(-1);
    if (last !== undefined && pythonEquals(fold(last.key), fold(key))) last.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map(({ key, items: members }) => new Group(key, members));
}

function dictsort(input: Value, passed: Arguments): Value {
  const by = passed.text(1, 'by', 'key');
  if (by !== 'key' && by !== 'value') {
    throw new RenderError('FilterArgumentError', 'You can only sort by either "key" or "value"');
  }
  if (input instanceof Undefined) input.fail();
  if (!isDict(input)) throw new RenderError('AttributeError', `'${typeName(input)}' object has no attribute 'items'`);
  const fold = passed.flag(0, 'case_sensitive', false) ? (value: Value): Value => value : foldCase;
  const sign = passed.flag(2, 'reverse', false) ? -1 : 1;
  const read = ([key, value]: readonly [Value, Value]): Value => fold(by === 'key' ? key : value);
  const entries = dictItems(input).sort((left, right) => sign * order(read(left), read(right)));
  return entries.map((entry) => new Tuple(entry));
}

function items(input: Value): Value {
  return new Generator(() => {
    if (input instanceof Undefined) return [];
    if (isDict(input)) return dictItems(input).map((entry) => new Tuple(entry));
    throw new RenderError('TypeError', 'Can only get item pairs from a mapping.');
  }, 'do_items');
}

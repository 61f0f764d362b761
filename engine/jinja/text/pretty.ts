import { repr } from '../../values/python-text';
import { type Dict, dictItems, isDict, isList, Tuple, type Value } from '../../values/value';
import { compareText } from './code-points';

const width = 80;

/** Python's `pprint.pformat`: on one line where it fits in 80 columns, else one item a line; dicts by key. */
export function prettyPrint(value: Value, indent = 0, allowance = 0): string {
  const flat = repr(sorted(value));
  if (flat.length <= width - indent - allowance) return flat;
  if (isDict(value)) {
    const entries = dictItems(sorted(value) as Dict);
    const lines = entries.map(([key, item], index) => {
      const label = `${repr(key)}: `;
      return label + prettyPrint(item, indent + 1 + label.length, index === entries.length - 1 ? allowance + 1 : 1);
    });
    return `{${lines.join(`,\n${' '.repeat(indent + 1)}`)}}`;
  }
  const items = value instanceof Tuple ? value.items : value;
  if (!isList(items)) return flat;
  const lines = items.map((item, index) =>
    prettyPrint(item, indent + 1, index === items.length - 1 ? allowance + 1 : 1),
  );
  const [open, close] = value instanceof Tuple ? '()' : '[]';
  return `${open}${lines.join(`,\n${' '.repeat(indent + 1)}`)}${close}`;
}

function sorted(value: Value): Value {
  if (isList(value)) return value.map(sorted);
  if (value instanceof Tuple) return new Tuple(value.items.map(sorted));
  if (!isDict(value)) return value;
  const entries = [...value].sort(([left], [right]) => compareText(String(left), String(right)));
  return new Map(entries.map(([key, item]) => [key, sorted(item)]));
}

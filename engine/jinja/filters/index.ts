import { Arguments } from '../runtime/arguments';
import { checkShape } from '../runtime/builtin';
import { checkArguments } from '../runtime/signature';
import type { Filter } from './filter';
import { groupingFilters } from './grouping';
import { htmlFilters } from './html';
import { linkFilters } from './links';
import { numberFilters } from './numbers';
import { selectionFilters } from './selection';
import { sequenceFilters } from './sequences';
import { filterSignatures } from './signatures';
import { textFilters } from './text';
import { valueFilters } from './values';

/** Filters that are functions of Python itself, with the name that these have there. */
const builtins: Readonly<Record<string, string>> = { abs: 'abs', count: 'len', length: 'len' };

/** Jinja's own filters. Each refuses arguments that it does not take. */
export const filters: ReadonlyMap<string, Filter> = new Map(
  Object.entries({
    ...groupingFilters,
    ...htmlFilters,
    ...linkFilters,
    ...numberFilters,
    ...selectionFilters,
    ...sequenceFilters,
    ...textFilters,
    ...valueFilters,
  }).map(([name, filter]) => [name, checked(name, filter)]),
);

function checked(name: string, filter: Filter): Filter {
  const signature = filterSignatures.get(name);
  const builtin = builtins[name];
  return (input, passed, runtime) => {
    if (signature !== undefined) checkArguments(signature, passed);
    if (builtin !== undefined) {
      const all = new Arguments([input, ...passed.positional], passed.named);
      checkShape({ kind: 'counted', least: 1, most: 1 }, '', builtin, all);
    }
    return filter(input, passed, runtime);
  };
}

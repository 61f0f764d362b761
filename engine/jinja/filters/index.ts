import type { Filter } from './filter';
import { groupingFilters } from './grouping';
import { htmlFilters } from './html';
import { numberFilters } from './numbers';
import { selectionFilters } from './selection';
import { sequenceFilters } from './sequences';
import { textFilters } from './text';
import { valueFilters } from './values';

/** Jinja's own filters, except `urlize`, which makes HTML links. */
export const filters: ReadonlyMap<string, Filter> = new Map(
  Object.entries({
    ...groupingFilters,
    ...htmlFilters,
    ...numberFilters,
    ...selectionFilters,
    ...sequenceFilters,
    ...textFilters,
    ...valueFilters,
  }),
);

import { element } from './element';

export interface Column<Row> {
  readonly title: string;
  /** What rows are sorted by. */
  readonly value: (row: Row) => number | string | undefined;
  /** Default: the value. */
  readonly cell?: (row: Row) => Node | string;
  readonly isNumber?: boolean;
  readonly hint?: string;
}

/** A table whose headers sort it: rising, falling, as it was. */
export function sortableTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  caption: string,
  rowClass: (row: Row) => string = () => '',
): HTMLElement {
  const body = element('tbody');
  let sorted: { column: Column<Row>; sign: 1 | -1 } | undefined;
  const headers = columns.map((column) => {
    const button = element('button', { type: 'button', onclick: () => sort(column) }, column.title);
    return element('th', { scope: 'col', class: column.isNumber === true ? 'number' : '', title: column.hint }, button);
  });
  const fill = () => {
    const shown = sorted === undefined ? rows : [...rows].sort(comparing(sorted.column, sorted.sign));
    body.replaceChildren(...shown.map((row) => tableRow(columns, row, rowClass(row))));
    for (const [index, header] of headers.entries()) {
      const isOwn = sorted?.column === columns[index];
      header.setAttribute('aria-sort', !isOwn ? 'none' : sorted?.sign === 1 ? 'ascending' : 'descending');
    }
  };
  const sort = (column: Column<Row>) => {
    const sign = sorted?.column !== column ? 1 : sorted.sign === 1 ? -1 : undefined;
    sorted = sign === undefined ? undefined : { column, sign };
    fill();
  };
  fill();
  const table = element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, headers)),
    body,
  );
  return element('div', { class: 'scrolls', tabindex: 0, role: 'region', 'aria-label': caption }, table);
}

function tableRow<Row>(columns: readonly Column<Row>[], row: Row, rowClass: string): HTMLElement {
  return element(
    'tr',
    { class: rowClass },
    columns.map((column) =>
      element(
        'td',
        { class: column.isNumber === true ? 'number' : '' },
        column.cell === undefined ? (column.value(row) ?? '–') : column.cell(row),
      ),
    ),
  );
}

/** What has no value comes last either way. */
function comparing<Row>({ value }: Column<Row>, sign: 1 | -1): (one: Row, other: Row) => number {
  return (one, other) => {
    const [a, b] = [value(one), value(other)];
    if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
  };
}

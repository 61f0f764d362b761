import Table from 'cli-table3';
import color from 'picocolors';

const edges = ['top', 'bottom', 'left', 'mid', 'right'] as const;
const corners = ['top-mid', 'top-left', 'top-right', 'bottom-mid', 'bottom-left', 'bottom-right'] as const;
const joints = ['left-mid', 'mid-mid', 'right-mid'] as const;
const noLines = Object.fromEntries([...edges, ...corners, ...joints].map((place) => [place, '']));

/** Columns under dim heads, without lines: quick to read, and to copy from. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: head.map((text) => color.dim(text)),
    chars: { ...noLines, middle: '   ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

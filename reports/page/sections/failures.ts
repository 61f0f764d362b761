import { type PageRun } from '../../html/page-data';
import { element, section } from '../element';
import { cut } from '../format';
import { type FlowLines } from '../lines/flow-lines';
import { sortableTable } from '../sortable-table';

const mostShown = 200;

interface Failure {
  readonly run: PageRun;
  readonly place: number;
  readonly line: number;
  readonly code: string;
  readonly node: string;
  readonly message: string;
}

/** Lines that have no answer, and why. */
export async function failuresSection(
  lines: FlowLines,
  onOpen: (run: PageRun, place: number) => void,
): Promise<HTMLElement | undefined> {
  const failures = lines.failures;
  if (failures.length === 0) return undefined;
  const shown: Failure[] = [];
  for (const { run, place } of failures.slice(0, mostShown)) {
    const { error } = await lines.of(run).textsAt(place);
    const line = lines.of(run).line[place] ?? 0;
    shown.push({ run, place, line, code: error?.code ?? '', node: error?.node ?? '', message: error?.message ?? '' });
  }
  const table = sortableTable(
    [
      { title: 'dataset', value: ({ run }) => run.dataset },
      { title: 'run', value: ({ run }) => run.label },
      { title: 'line', value: ({ line }) => line, cell: (one) => lineButton(one, onOpen), isNumber: true },
      { title: 'node', value: ({ node }) => node },
      { title: 'error', value: ({ code }) => code },
      { title: 'message', value: ({ message }) => message, cell: ({ message }) => cut(message, 300) },
    ],
    shown,
    'Failed lines',
  );
  const rest = failures.length - shown.length;
  const note = `${failures.length.toLocaleString('en')} failed.${rest > 0 ? ` The first ${mostShown} are here; “failed” among the lines below shows all.` : ''}`;
  return section('failures', 'Failed lines', element('p', { class: 'quiet' }, note), table);
}

function lineButton({ run, place, line }: Failure, onOpen: (run: PageRun, place: number) => void): HTMLElement {
  return element('button', { type: 'button', class: 'link', onclick: () => onOpen(run, place) }, line);
}

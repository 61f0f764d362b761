import { type PageFlow } from '../../html/page-data';
import { element, section } from '../element';
import { figure } from '../format';
import { sortableTable } from '../sortable-table';

/** All flows of an environment, each with the way to its own report. */
export function flowsSection(flows: readonly PageFlow[]): HTMLElement {
  const table = sortableTable(
    [
      {
        title: 'flow',
        value: ({ flow }) => flow,
        cell: ({ flow }) => element('a', { href: `./${encodeURIComponent(flow)}/report.html` }, flow),
      },
      {
        title: 'gates',
        value: ({ verdict }) => verdict.kind,
        cell: ({ verdict }) => element('span', { class: `badge ${verdict.kind}` }, verdict.kind),
      },
      { title: 'verdict', value: ({ verdict }) => verdict.text },
      {
        title: 'winners',
        value: (one) => winnersOf(one).join('; '),
        cell: (one) =>
          element(
            'ul',
            {},
            winnersOf(one).map((text) => element('li', {}, text)),
          ),
      },
      { title: 'runs', value: ({ runs }) => runs.length, isNumber: true },
      { title: 'lines', value: linesOf, cell: (one) => figure(linesOf(one)), isNumber: true },
      { title: 'tokens', value: tokensOf, cell: (one) => figure(tokensOf(one)), isNumber: true },
    ],
    flows,
    'Flows',
    ({ verdict }) => (verdict.kind === 'failed' ? 'failed' : ''),
  );
  return section('flows', 'Flows', table);
}

function winnersOf({ winners }: PageFlow): string[] {
  return winners.map(({ dataset, verdict }) => `${dataset}: ${verdict}`);
}

function linesOf({ runs }: PageFlow): number {
  return runs.reduce((sum, { lines }) => sum + lines.total, 0);
}

function tokensOf({ runs }: PageFlow): number {
  return runs.reduce((sum, { tokens }) => sum + tokens.total, 0);
}

import { type GateResult } from '../../../experiments';
import { type PageFlow } from '../../html/page-data';
import { element, section } from '../element';
import { figure } from '../format';
import { sortableTable } from '../sortable-table';

/** The best run on each dataset. */
export function winnersSection({ winners, runs }: PageFlow): HTMLElement {
  const cards = winners.map(({ dataset, runs: best, metric, value, verdict, overlapping }) => {
    const labels = runs.filter(({ id }) => best.includes(id)).map(({ label }) => label);
    const isClear = best.length === 1 && overlapping.length === 0;
    return element(
      'article',
      { class: `card ${isClear ? 'clear' : ''}` },
      element('p', { class: 'quiet' }, dataset),
      element('p', { class: 'winner' }, labels.length === 0 ? 'no winner' : labels.join(' = ')),
      metric === undefined ? undefined : element('p', { class: 'winner-value' }, `${metric} ${figure(value)}`),
      element('p', {}, verdict),
    );
  });
  return section('winners', 'Winner for each dataset', element('div', { class: 'cards' }, cards));
}

/** Each bound, and how much it was missed by. */
export function gatesSection({ gates }: PageFlow): HTMLElement | undefined {
  if (gates.length === 0) return undefined;
  const table = sortableTable(
    [
      {
        title: 'result',
        value: resultOf,
        cell: (gate) => element('span', { class: `badge ${resultOf(gate)}` }, resultOf(gate)),
      },
      { title: 'gate', value: ({ gate }) => gate },
      { title: 'dataset', value: ({ dataset }) => dataset },
      { title: 'kind', value: ({ kind }) => (kind === 'notWorseThan' ? 'not worse than now' : kind) },
      { title: 'bound', value: ({ bound }) => bound, cell: ({ bound }) => figure(bound), isNumber: true },
      { title: 'value', value: ({ value }) => value, cell: ({ value }) => figure(value), isNumber: true },
      { title: 'missed by', value: ({ missedBy }) => missedBy, cell: missed, isNumber: true },
      { title: 'difference (interval)', value: ({ interval }) => interval?.[0], cell: difference, isNumber: true },
      { title: 'why', value: ({ reason }) => reason ?? '' },
    ],
    gates,
    'Gates',
    (gate) => (gate.passed ? '' : 'failed'),
  );
  return section('gates', 'Gates', table);
}

function resultOf({ status, passed }: GateResult): string {
  if (status !== 'undecided') return status;
  return passed ? 'undecided' : 'failed';
}

function missed({ missedBy }: GateResult): string {
  return missedBy === undefined ? '–' : missedBy === 0 ? '' : figure(missedBy);
}

function difference({ interval }: GateResult): string {
  return interval === undefined ? '' : `${figure(interval[0])} … ${figure(interval[1])}`;
}

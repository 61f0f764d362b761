import { type PageFlow } from '../../html/page-data';
import { type Confusion } from '../../findings/confusion';
import { element, section, select } from '../element';

/** Which class was answered for which, by run. */
export function confusionSection({ confusions, runs }: PageFlow): HTMLElement | undefined {
  const [first] = confusions;
  if (first === undefined) return undefined;
  const place = element('div', {}, matrix(first));
  const title = ({ run, of }: Confusion) => {
    const own = runs.find(({ id }) => id === run);
    return `${of}: ${own?.label ?? run} on ${own?.dataset ?? ''}`;
  };
  const choose = select(
    'of',
    confusions.map((one, index) => [String(index), title(one)] as const),
    '0',
    (index) => place.replaceChildren(matrix(confusions[Number(index)] ?? first)),
  );
  return section('confusion', 'Confusion matrix', element('div', { class: 'controls' }, choose), place);
}

function matrix({ labels, matrix: rows }: Confusion): HTMLElement {
  const body = labels.map((label, row) => {
    const counts = rows[row] ?? [];
    const total = counts.reduce((sum, count) => sum + count, 0);
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, label),
      counts.map((count, column) => cell(count, total, row === column)),
      element(
        'td',
        { class: 'number quiet' },
        total === 0 ? '–' : `${Math.round((100 * (counts[row] ?? 0)) / total)} %`,
      ),
    );
  });
  const head = element(
    'tr',
    {},
    element('th', {}, 'expected ↓ answered →'),
    labels.map((label) => element('th', { scope: 'col' }, label)),
    element('th', { scope: 'col' }, 'recall'),
  );
  return element(
    'div',
    { class: 'scrolls', tabindex: 0 },
    element('table', { class: 'confusion' }, element('thead', {}, head), element('tbody', {}, body)),
  );
}

function cell(count: number, total: number, isRight: boolean): HTMLElement {
  const made = element('td', { class: isRight ? 'right' : 'wrong' }, count);
  // How much of the row: the style sheet mixes the color.
  made.style.setProperty('--share', `${total === 0 ? 0 : Math.round((60 * count) / total)}%`);
  if (count === 0) made.classList.add('none');
  return made;
}

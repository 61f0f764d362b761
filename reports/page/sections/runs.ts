import { gain } from '../../findings/directions';
import { type PageFlow, type PageRun } from '../../html/page-data';
import { element, section, select } from '../element';
import { figure, milliseconds, signed, tokensPerLine } from '../format';
import { type Column, sortableTable } from '../sortable-table';

/** More columns than this are shown when somebody asks for them. */
const mostMetrics = 10;

/** All runs with metrics, latency and tokens; a row's button shows its lines. */
export function runsSection(flow: PageFlow, onShow: (run: PageRun) => void): HTMLElement {
  const datasets = [...new Set(flow.runs.map(({ dataset }) => dataset))];
  const place = element('div');
  let dataset = '';
  let text = '';
  let metrics = mostMetrics;
  const draw = () => {
    const runs = flow.runs.filter(
      (run) => (dataset === '' || run.dataset === dataset) && run.label.toLowerCase().includes(text.toLowerCase()),
    );
    const isBest = (run: PageRun) =>
      flow.winners.some(
        (winner) => winner.dataset === run.dataset && winner.runs.length === 1 && winner.runs[0] === run.id,
      );
    place.replaceChildren(
      sortableTable(columns(flow, metricsOf(flow).slice(0, metrics), onShow), runs, 'Runs', (run) =>
        run.status !== 'Completed' ? 'failed' : isBest(run) ? 'best' : '',
      ),
    );
  };
  const search = element('input', {
    type: 'search',
    placeholder: 'variant or parameter',
    oninput: () => {
      text = search.value;
      draw();
    },
  });
  draw();
  const choose = select('dataset', [['', 'all'], ...datasets.map((name) => [name, name] as const)], '', (value) => {
    dataset = value;
    draw();
  });
  const all = metricsOf(flow).length;
  const more = element('button', { type: 'button' }, `all ${all} metrics`);
  more.addEventListener('click', () => {
    metrics = all;
    more.remove();
    draw();
  });
  const filter = element('label', { class: 'control' }, element('span', {}, 'filter'), search);
  return section(
    'runs',
    'Runs',
    element(
      'div',
      { class: 'controls' },
      ...(datasets.length > 1 ? [choose] : []),
      filter,
      ...(all > mostMetrics ? [more] : []),
    ),
    place,
  );
}

/** Those of gates first. */
function metricsOf(flow: PageFlow): readonly string[] {
  const gates = [...new Set(flow.gates.map(({ gate }) => gate))];
  const names = [...new Set(flow.runs.flatMap(({ metrics }) => Object.keys(metrics)))].sort();
  return [...gates.filter((name) => names.includes(name)), ...names.filter((name) => !gates.includes(name))];
}

function columns(flow: PageFlow, metrics: readonly string[], onShow: (run: PageRun) => void): Column<PageRun>[] {
  return [
    { title: 'dataset', value: ({ dataset }) => dataset },
    { title: 'run', value: ({ label }) => label, cell: (run) => runCell(run, onShow) },
    {
      title: 'lines',
      value: ({ lines }) => lines.total,
      cell: ({ lines }) => figure(lines.total) + (lines.failed > 0 ? `, ${figure(lines.failed)} failed` : ''),
      isNumber: true,
    },
    ...metrics.map((name): Column<PageRun> => ({
      title: name,
      value: (run) => run.metrics[name],
      cell: (run) => metricCell(flow, run, name),
      isNumber: true,
      hint: `${directionText(flow, name)}Δ to the default run on the same dataset`,
    })),
    {
      title: 'p50',
      value: ({ latencyMs }) => latencyMs.p50,
      cell: (run) => milliseconds(run.latencyMs.p50),
      isNumber: true,
    },
    {
      title: 'p95',
      value: ({ latencyMs }) => latencyMs.p95,
      cell: (run) => milliseconds(run.latencyMs.p95),
      isNumber: true,
    },
    { title: 'tokens a line', value: tokensPerLine, cell: (run) => figure(tokensPerLine(run)), isNumber: true },
    {
      title: 'tokens',
      value: ({ tokens }) => tokens.total,
      cell: ({ tokens }) => figure(tokens.total),
      isNumber: true,
    },
  ];
}

function runCell(run: PageRun, onShow: (run: PageRun) => void): HTMLElement {
  const notes = [
    run.isDefault && run.label !== 'defaults' ? 'defaults' : '',
    run.reused ? 'reused' : '',
    run.status === 'Completed' ? '' : run.status,
  ];
  const failed = Object.entries(run.evaluations).filter(([, { error }]) => error !== undefined);
  return element(
    'div',
    {},
    element(
      'button',
      { type: 'button', class: 'link', title: 'show its lines', onclick: () => onShow(run) },
      run.label,
    ),
    notes.filter((note) => note !== '').map((note) => element('span', { class: 'tag' }, note)),
    run.error === undefined || run.status === 'Completed'
      ? undefined
      : element('div', { class: 'bad' }, `${run.error.code}: ${run.error.message}`),
    failed.map(([name, { error, lines }]) =>
      element('div', { class: 'bad' }, `${name}: ${lines.failed} lines not judged: ${error?.message ?? ''}`),
    ),
  );
}

function directionText({ better }: PageFlow, name: string): string {
  return better[name] === undefined ? '' : `${better[name]} is better; `;
}

function metricCell(flow: PageFlow, run: PageRun, name: string): Node | string {
  const value = run.metrics[name];
  if (value === undefined) return '–';
  const interval = run.intervals[name];
  const base = flow.runs.find((one) => one.isDefault && one.dataset === run.dataset)?.metrics[name];
  // A metric that no gate bounds may be good either way.
  const better = base === undefined || flow.better[name] === undefined ? 0 : gain(flow.better[name], value, base);
  return element(
    'div',
    {},
    element('div', {}, figure(value)),
    interval === undefined
      ? undefined
      : element('div', { class: 'quiet small' }, `${figure(interval[0])} … ${figure(interval[1])}`),
    base === undefined || run.isDefault
      ? undefined
      : element(
          'div',
          { class: `small ${better > 0 ? 'good' : better < 0 ? 'bad' : 'quiet'}` },
          `Δ ${signed(value - base)}`,
        ),
  );
}

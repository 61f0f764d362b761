import { axisX, axisY, dot, gridX, gridY, ruleX, ruleY, text } from '@observablehq/plot';
import { type PageFlow, type PageRun } from '../../html/page-data';
import { element, section } from '../element';
import { figure, milliseconds, tokensPerLine } from '../format';
import { chart, colors, labelRoom } from './draw';

/** More charts than this would hide what matters; the table of runs has all metrics. */
const mostMetrics = 8;

/** Each metric by run with its interval, and quality beside latency and cost. */
export function metricsSection(flow: PageFlow): HTMLElement | undefined {
  const gates = [...new Set(flow.gates.map(({ gate }) => gate))];
  const logged = [...new Set(flow.runs.flatMap(({ metrics }) => Object.keys(metrics)))].sort();
  const names = [...gates.filter((name) => logged.includes(name)), ...logged.filter((name) => !gates.includes(name))];
  const [deciding] = names;
  if (deciding === undefined) return undefined;
  const datasets = [...new Set(flow.runs.map(({ dataset }) => dataset))];
  const charts = names
    .slice(0, mostMetrics)
    .flatMap((name) => datasets.flatMap((dataset) => metricChart(flow, name, dataset, datasets.length > 1)));
  const trades = datasets.flatMap((dataset) => {
    const runs = flow.runs.filter((run) => run.dataset === dataset && run.metrics[deciding] !== undefined);
    const where = datasets.length > 1 ? ` on ${dataset}` : '';
    return [
      ...tradeChart(
        `${deciding} beside latency${where}`,
        runs,
        deciding,
        'p50 latency (ms)',
        ({ latencyMs }) => latencyMs.p50,
      ),
      ...tradeChart(`${deciding} beside tokens${where}`, runs, deciding, 'tokens a line', tokensPerLine),
    ];
  });
  const note = 'Bars are 95 % bootstrap intervals, where the metric is a mean of line scores. Dashed lines are gates.';
  return section(
    'metrics',
    'Metrics, latency and cost',
    element('p', { class: 'quiet' }, note),
    element('div', { class: 'charts' }, charts, trades),
  );
}

function metricChart(flow: PageFlow, name: string, dataset: string, hasOthers: boolean): HTMLElement[] {
  const runs = flow.runs.filter((run) => run.dataset === dataset && run.metrics[name] !== undefined);
  if (runs.length === 0) return [];
  const bounds = flow.gates.flatMap((gate) =>
    gate.gate === name && gate.dataset === dataset ? (gate.bound ?? []) : [],
  );
  const labels = runs.map(({ label }) => label);
  const value = (run: PageRun) => run.metrics[name];
  const intervals = runs.filter((run) => run.intervals[name] !== undefined);
  const better = flow.better[name];
  const title = `${name}${hasOthers ? ` on ${dataset}` : ''}${better === undefined ? '' : ` (${better} is better)`}`;
  const one = chart(title, (width) => {
    const { marginLeft, format } = labelRoom(labels, width);
    return {
      marginLeft,
      marginRight: 48,
      height: 44 + runs.length * 26,
      x: { nice: true, label: null },
      y: { domain: labels, label: null, type: 'point', padding: 0.6 },
      marks: [
        gridX({ strokeOpacity: 0.12 }),
        axisX({ ticks: 5, tickSize: 0 }),
        axisY({ tickSize: 0, tickFormat: (label: string) => format(label) }),
        ruleX(bounds, { strokeDasharray: '4 3', stroke: colors[5] ?? '' }),
        ruleY(intervals, {
          x1: (run: PageRun) => run.intervals[name]?.[0],
          x2: (run: PageRun) => run.intervals[name]?.[1],
          y: 'label',
          strokeWidth: 5,
          strokeOpacity: 0.35,
          stroke: colors[0] ?? '',
        }),
        dot(runs, {
          x: value,
          y: 'label',
          r: 4.5,
          fill: (run: PageRun) => (run.isDefault ? colors[1] : colors[0]),
          title: (run: PageRun) => `${run.label}: ${figure(value(run))}`,
        }),
        text(runs, {
          x: value,
          y: 'label',
          text: (run: PageRun) => figure(value(run)),
          dx: 9,
          dy: -8,
          textAnchor: 'start',
        }),
      ],
    };
  });
  return [one];
}

function tradeChart(
  title: string,
  runs: readonly PageRun[],
  metric: string,
  label: string,
  cost: (run: PageRun) => number,
): HTMLElement[] {
  // Nothing to tell where no run cost anything.
  if (!runs.some((run) => cost(run) > 0)) return [];
  const one = chart(title, () => ({
    height: 260,
    marginLeft: 48,
    marginRight: 90,
    marginTop: 26,
    marginBottom: 42,
    inset: 14,
    x: { nice: true },
    y: { nice: true },
    marks: [
      gridX({ strokeOpacity: 0.12 }),
      gridY({ strokeOpacity: 0.12 }),
      axisX({ ticks: 5, tickSize: 0, label }),
      axisY({ ticks: 5, tickSize: 0, label: metric }),
      dot(runs, {
        x: cost,
        y: (run: PageRun) => run.metrics[metric],
        r: 5,
        fill: (run: PageRun) => (run.isDefault ? colors[1] : colors[0]),
        title: (run: PageRun) =>
          `${run.label}\n${metric} ${figure(run.metrics[metric])}\n${milliseconds(run.latencyMs.p50)}`,
      }),
      text(runs.length > 12 ? [] : runs, {
        x: cost,
        y: (run: PageRun) => run.metrics[metric],
        text: 'label',
        dx: 9,
        textAnchor: 'start',
        lineWidth: 14,
        textOverflow: 'ellipsis',
      }),
    ],
  }));
  return [one];
}

import { axisX, axisY, barX, binX, gridX, rectY, ruleY } from '@observablehq/plot';
import { decidingScore } from '../../findings/deciding-score';
import { type PageFlow, type PageRun } from '../../html/page-data';
import { element, section, select } from '../element';
import { type FlowLines } from '../lines/flow-lines';
import { chart, colors, labelRoom } from './draw';

/** A score that takes as few values as this is counted by value. */
const mostClasses = 8;

interface Scored {
  readonly label: string;
  readonly score: number | string;
}

/** How scores are spread over the lines of each run. */
export function distributionsSection(flow: PageFlow, lines: FlowLines): HTMLElement | undefined {
  const names = lines.numericScores();
  if (names.length === 0) return undefined;
  const datasets = [...new Set(flow.runs.map(({ dataset }) => dataset))];
  const place = element('div', { class: 'charts' });
  const metrics = flow.gates.map(({ gate }) => gate);
  let score = decidingScore(names, metrics, flow.means) ?? '';
  const draw = () => {
    place.replaceChildren(
      ...datasets.map((dataset) => {
        const runs = flow.runs.filter((run) => run.dataset === dataset);
        return distribution(`${score}${datasets.length > 1 ? ` on ${dataset}` : ''}`, runs, score, lines);
      }),
    );
  };
  draw();
  const choose = select(
    'score',
    names.map((name) => [name, name] as const),
    score,
    (value) => {
      score = value;
      draw();
    },
  );
  return section('scores', 'Scores of lines', element('div', { class: 'controls' }, choose), place);
}

function distribution(title: string, runs: readonly PageRun[], score: string, lines: FlowLines): HTMLElement {
  const scored = runs.flatMap((run): Scored[] =>
    (lines.of(run).scores.get(score) ?? []).flatMap((value): Scored[] => {
      if (typeof value === 'boolean') return [{ label: run.label, score: String(value) }];
      return typeof value === 'number' ? [{ label: run.label, score: value }] : [];
    }),
  );
  const values = [...new Set(scored.map((one) => one.score))].sort((one, other) => (one < other ? -1 : 1));
  const labels = [...new Set(scored.map(({ label }) => label))];
  return values.length <= mostClasses ? shares(title, scored, labels, values) : histograms(title, scored, labels);
}

function shares(
  title: string,
  scored: readonly Scored[],
  labels: readonly string[],
  values: readonly (string | number)[],
): HTMLElement {
  const counts = new Map<string, number>();
  const keyOf = (label: string, score: string | number) => JSON.stringify([label, score]);
  for (const { label, score } of scored) counts.set(keyOf(label, score), (counts.get(keyOf(label, score)) ?? 0) + 1);
  const bars = labels.flatMap((label) => {
    const total = values.reduce<number>((sum, score) => sum + (counts.get(keyOf(label, score)) ?? 0), 0);
    return values.map((score) => ({
      label,
      score: String(score),
      share: (counts.get(keyOf(label, score)) ?? 0) / total,
    }));
  });
  return chart(title, (width) => {
    const { marginLeft, format } = labelRoom(labels, width);
    return {
      marginLeft,
      height: 44 + labels.length * 28,
      x: { percent: true, domain: [0, 100], label: null },
      y: { domain: [...labels], label: null },
      color: { domain: values.map(String), range: shadesOf(values.length), legend: true },
      marks: [
        axisX({ ticks: 5, tickSize: 0, tickFormat: (share: number) => `${share} %` }),
        axisY({ tickSize: 0, tickFormat: (label: string) => format(label) }),
        barX(bars, {
          x: 'share',
          y: 'label',
          fill: 'score',
          insetTop: 2,
          insetBottom: 2,
          title: ({ label, score: value, share }: (typeof bars)[number]) =>
            `${label}: ${(100 * share).toFixed(1)} % are ${value}`,
        }),
      ],
    };
  });
}

/** Two values are wrong and right; more are steps from low to high. */
function shadesOf(number: number): string[] {
  const steps = ['#d55e00', '#e69f00', '#c9b458', '#8fbf9a', '#56b4e9', '#009e73', '#0072b2', '#5b3fa0'];
  if (number === 1) return ['#009e73'];
  if (number === 2) return ['#d55e00', '#009e73'];
  return Array.from({ length: number }, (_none, at) => steps[Math.round((at * 7) / (number - 1))] ?? '');
}

function histograms(title: string, scored: readonly Scored[], labels: readonly string[]): HTMLElement {
  return chart(title, (width) => {
    const { marginLeft, format } = labelRoom(labels, width);
    return {
      marginRight: marginLeft,
      height: 44 + labels.length * 62,
      x: { label: null },
      y: { axis: null },
      fy: { domain: [...labels], label: null, tickFormat: (label: string) => format(label) },
      marks: [
        gridX({ strokeOpacity: 0.12 }),
        axisX({ ticks: 6, tickSize: 0 }),
        rectY(scored, {
          ...binX({ y: 'proportion-facet' }, { x: { value: 'score', thresholds: 24 } }),
          fy: 'label',
          fill: colors[0] ?? '',
        }),
        ruleY([0], { strokeOpacity: 0.4 }),
      ],
    };
  });
}

import { type ExperimentResult, type GateResult, type RunSummary } from '../../experiments';
import { comparisons, type Comparison } from '../findings/changed-lines';
import { gateMetrics } from '../findings/directions';
import { count, verdictOf } from '../findings/verdict';
import { figure, type Winner, winners } from '../findings/winner';
import { type ReportSource } from '../types';
import { type MarkdownDocument } from './document';
import { escapeMarkdown as escaped } from './escape';
import { marks } from './marks';

const mostChangedLines = 5;

/** A flow's verdict, gates, runs and most changed lines. */
export async function addFlow(
  document: MarkdownDocument,
  result: ExperimentResult,
  { better, skipped }: ReportSource,
  hint: string,
): Promise<void> {
  const { flow, environment, runs, gates } = result;
  const { kind, text } = verdictOf(result, skipped);
  document.add(`## ${marks[kind]} ${escaped(flow)} in ${escaped(environment)}: ${escaped(text, 500)}`);
  if (hint !== '') document.add(hint);
  const best = winners(result, better);
  document.add(best.map(({ dataset, verdict }) => `- **${escaped(dataset)}**: ${escaped(verdict, 1000)}`).join('\n'));
  if (gates.length > 0) {
    document.add('### Gates');
    document.table(
      ['', 'gate', 'dataset', 'bound', 'value', 'missed by', ''],
      gates.map(gateRow),
      'gate',
      'report.html',
    );
  }
  for (const winner of best) addRuns(document, result, winner);
  for (const one of runs.length > 1 ? await comparisons(result, best, better, mostChangedLines) : []) {
    addComparison(document, one);
  }
}

function gateRow({ gate, dataset, kind, bound, value, missedBy, interval, status, passed, reason }: GateResult) {
  const mark = status === 'undecided' ? marks.undecided : marks[passed ? 'passed' : 'failed'];
  const compared = kind === 'notWorseThan' ? 'not worse than now' : kind;
  const chance = interval === undefined ? '' : `difference ${figure(interval[0])} … ${figure(interval[1])}`;
  const notes = [status === 'undecided' ? 'undecided' : '', chance, escaped(reason ?? '', 500)].filter(
    (note) => note !== '',
  );
  return [
    ...[mark, escaped(gate), escaped(dataset), `${compared} ${shown(bound)}`, shown(value)],
    ...[missedBy === undefined || missedBy === 0 ? '' : figure(missedBy), notes.join('; ')],
  ];
}

function addRuns(document: MarkdownDocument, { runs, gates }: ExperimentResult, winner: Winner): void {
  const own = runs.filter((run) => run.dataset.name === winner.dataset);
  const bounded = gateMetrics(gates, winner.dataset);
  const logged = [...new Set(own.flatMap((run) => Object.keys(run.metrics)))].sort();
  const metrics = [...bounded, ...logged.filter((name) => !bounded.includes(name))].slice(0, 6);
  const base = own.find(({ isDefault }) => isDefault);
  document.add(`### Runs on ${escaped(winner.dataset)}`);
  document.table(
    ['run', 'lines', ...metrics.map((name) => escaped(name)), 'p50', 'p95', 'tokens a line'],
    own.map((run) => [
      `${winner.runs.length === 1 && winner.runs.includes(run.id) ? '🏆 ' : ''}${escaped(run.label)}`,
      linesOf(run),
      ...metrics.map((name) => metricOf(run, base, name)),
      `${Math.round(run.latencyMs.p50)} ms`,
      `${Math.round(run.latencyMs.p95)} ms`,
      figure(run.tokens.total / Math.max(1, run.lines.total)),
    ]),
    'run',
    'metrics.csv',
  );
}

function linesOf({ lines, status, error }: RunSummary): string {
  const failed = lines.failed === 0 ? '' : `, ${lines.failed} failed`;
  return status === 'Completed' ? `${lines.total}${failed}` : `${status}: ${escaped(error?.message ?? '')}`;
}

function metricOf(run: RunSummary, base: RunSummary | undefined, name: string): string {
  const value = run.metrics[name];
  if (value === undefined) return '–';
  const than = base?.metrics[name];
  const interval = run.intervals[name];
  const spread = interval === undefined ? '' : ` \\[${figure(interval[0])}, ${figure(interval[1])}\\]`;
  if (base === undefined || run === base || than === undefined) return figure(value) + spread;
  const difference = value - than;
  return `${figure(value)}${spread} (Δ ${difference > 0 ? '+' : ''}${figure(difference)})`;
}

function addComparison(document: MarkdownDocument, comparison: Comparison): void {
  const { dataset, base, other, lines, changed, better, worse, score, most } = comparison;
  if (lines === 0) return;
  document.add(`### Answers on ${escaped(dataset)}: ${escaped(base.label)} → ${escaped(other.label)}`);
  const judged = score === undefined ? '' : `, ${better} better and ${worse} worse by ${escaped(score)}`;
  document.add(`${changed} of ${count(lines, 'line')} changed${judged}.`);
  if (most.length === 0) return;
  document.table(
    ['line', 'inputs', 'before', 'after', score === undefined ? '' : escaped(score)],
    most.map(({ line, inputs, before, after, gain }) => [
      String(line),
      ...[JSON.stringify(inputs), before, after].map((text) => escaped(text)),
      gain === 0 ? '' : gain > 0 ? `better by ${figure(gain)}` : `worse by ${figure(-gain)}`,
    ]),
    'line',
    'report.html',
  );
}

function shown(value: number | undefined): string {
  return value === undefined ? '–' : figure(value);
}

import color from 'picocolors';
import { type ExperimentResult, type GateResult, type RunSummary } from '../../../experiments';
import { type ExperimentReport } from '../../result';
import { formatTable } from './table';

/**
 * What experiments found: a table of runs for each flow, and one of the gates that were missed.
 * @param brief shows of the metrics only those that gates bound
 */
export function renderExperiments(experiments: readonly ExperimentReport[], brief: boolean): void {
  for (const report of experiments) {
    const { flow, reusedFrom, result, reports } = report;
    console.log(`\n${color.bold(flow)}  ${verdictText(report)}`);
    if (result === undefined) continue;
    if (reusedFrom === undefined) console.log(`\n${runTables(result.runs, shownMetrics(result, brief))}`);
    const missed = result.gates.filter(({ passed }) => !passed);
    if (missed.length > 0) console.log(`\n${gateTable(missed)}`);
    if (reports !== undefined) console.log(`\n${reports.html}`);
  }
}

function verdictText({ verdict, reusedFrom, result }: ExperimentReport): string {
  const from = reusedFrom === undefined ? '' : ` in ${reusedFrom}, on ${result?.createdAt.slice(0, 10) ?? ''}`;
  switch (verdict) {
    case 'passed':
      return color.green(`gates met${from}`);
    case 'undecided':
      return color.yellow(`gates met${from}, comparisons undecided`);
    case 'failed':
      return color.red('gates not met');
    case 'none':
      return color.dim(`no gates${from}`);
    case 'skipped':
      return color.yellow('experiment skipped');
  }
}

function shownMetrics({ runs, gates }: ExperimentResult, brief: boolean): readonly string[] {
  const bounded = new Set(gates.map(({ gate }) => gate));
  const all = new Set(runs.flatMap((run) => Object.keys(run.metrics)));
  return brief && bounded.size > 0 ? [...bounded] : [...all];
}

/** More columns do not fit a terminal: then metrics are the rows of a table of their own. */
const mostColumns = 8;

function runTables(runs: readonly RunSummary[], metrics: readonly string[]): string {
  if (metrics.length <= mostColumns) return runTable(runs, metrics);
  const heads = runs.map(({ dataset, label }) => `${dataset.name}, ${label}`);
  const rows = metrics.map((metric) => [metric, ...runs.map((run) => numberText(run.metrics[metric]))]);
  return `${runTable(runs, [])}\n\n${formatTable(['metric', ...heads], rows)}`;
}

function runTable(runs: readonly RunSummary[], metrics: readonly string[]): string {
  const rows = runs.map((run) => [
    run.dataset.name,
    run.label,
    linesOf(run),
    ...metrics.map((metric) => numberText(run.metrics[metric])),
    latencyOf(run),
    run.tokens.total === 0 ? '' : String(run.tokens.total),
  ]);
  return formatTable(['dataset', 'variant', 'lines', ...metrics, 'p50 / p95', 'tokens'], rows);
}

function latencyOf({ lines, latencyMs }: RunSummary): string {
  return lines.completed === 0 ? '' : `${Math.round(latencyMs.p50)} / ${Math.round(latencyMs.p95)} ms`;
}

function linesOf({ status, lines }: RunSummary): string {
  if (status !== 'Completed') return color.red(status.toLowerCase());
  return lines.failed === 0 ? String(lines.total) : color.red(`${lines.total}, ${lines.failed} failed`);
}

function gateTable(missed: readonly GateResult[]): string {
  const rows = missed.map(({ gate, dataset, kind, bound, value, missedBy }) => [
    gate,
    dataset,
    `${{ min: 'at least', max: 'at most', notWorseThan: 'not worse than' }[kind]} ${numberText(bound)}`,
    color.red(numberText(value) || 'none'),
    numberText(missedBy),
  ]);
  return formatTable(['gate not met', 'dataset', 'bound', 'value', 'missed by'], rows);
}

/** Four significant digits. */
function numberText(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(4)));
}

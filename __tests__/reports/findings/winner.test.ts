import { type ExperimentResult, type RunSummary } from '../../../experiments';
import { directions } from '../../../reports/findings/directions';
import { winners } from '../../../reports/findings/winner';
import { minimum } from '../ticket-experiment';

type Measured = Partial<Pick<RunSummary, 'metrics' | 'intervals' | 'status'>>;

function run(label: string, accuracy: number, more: Measured = {}): RunSummary {
  return {
    ...{ id: label, label, dataset: { name: 'tickets', asset: 'a-tickets', path: '/tickets.jsonl' } },
    ...{ variants: {}, parameters: {}, isDefault: label === 'defaults', folder: '/none', reused: false },
    ...{ status: 'Completed', lines: { total: 10, completed: 10, failed: 0 }, durationMs: 1 },
    ...{ latencyMs: { p50: 1, p95: 1 }, tokens: { prompt: 0, completion: 0, total: 0 }, evaluations: {} },
    ...{ metrics: { 'quality.accuracy': accuracy }, intervals: {} },
    ...more,
  };
}

function winnerOf(runs: readonly RunSummary[], gates: ExperimentResult['gates'] = [minimum(0.5, 0.8)]) {
  const result = { flow: 'triage', environment: 'dev', runs, gates } as unknown as ExperimentResult;
  return winners(result, directions([result]))[0]!;
}

test('the run with the best metric of the gate wins', () => {
  const found = winnerOf([run('defaults', 0.8), run('long', 0.9)]);
  expect(found).toMatchObject({ runs: ['long'], value: 0.9, overlapping: [] });
  expect(found.verdict).toBe('long leads in quality.accuracy by 0.1.');
});

test('of a metric with an upper bound the lowest is best', () => {
  const gate = { ...minimum(0.5, 0.8), kind: 'max' } as const;
  expect(winnerOf([run('defaults', 0.8), run('long', 0.9)], [gate]).runs).toEqual(['defaults']);
});

test('runs that overlap within their intervals are said to, and win not clearly', () => {
  const interval = (low: number, high: number) => ({ intervals: { 'quality.accuracy': [low, high] as const } });
  const found = winnerOf([run('defaults', 0.8, interval(0.7, 0.88)), run('long', 0.9, interval(0.85, 0.95))]);
  expect(found).toMatchObject({ runs: ['long'], overlapping: ['defaults'] });
  expect(found.verdict).toContain('not clearly');
});

test('equal runs tie, unless the next gate tells them apart', () => {
  const metrics = (cost: number) => ({ metrics: { 'quality.accuracy': 0.9, 'quality.cost': cost } });
  const runs = [run('defaults', 0.9, metrics(3)), run('long', 0.9, metrics(2)), run('bad', 0.1)];
  expect(winnerOf(runs)).toMatchObject({ runs: ['defaults', 'long'], verdict: 'A tie of defaults = long.' });
  const cheap = { ...minimum(0, 0), gate: 'quality.cost', kind: 'max' } as const;
  expect(winnerOf(runs, [minimum(0.5, 0.9), cheap])).toMatchObject({ runs: ['long'], metric: 'quality.cost' });
  expect(winnerOf(runs.slice(0, 2)).verdict).toContain('all runs are equal');
});

test('a run that did not complete wins nothing, and without gates nobody does', () => {
  expect(winnerOf([run('defaults', 0.1), run('long', 0.9, { status: 'Failed' })]).runs).toEqual(['defaults']);
  expect(winnerOf([run('defaults', 0.1)], [])).toMatchObject({
    runs: [],
    verdict: 'No gate says which metric decides.',
  });
});

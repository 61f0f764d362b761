import { type ExperimentResult, type GateResult, type RunSummary } from '../../../experiments';
import { type ExperimentReport } from '../../../runner/result';
import { checkGates } from '../../../runner/steps/gates';

const met: GateResult = {
  gate: 'accuracy.f1',
  dataset: 'web',
  kind: 'min',
  bound: 0.8,
  value: 0.9,
  missedBy: 0,
  status: 'passed',
  passed: true,
};

function report(gates: readonly GateResult[], runs: readonly Partial<RunSummary>[] = []): ExperimentReport {
  const result = { gates, runs } as unknown as ExperimentResult;
  return { flow: 'triage', verdict: 'none', result };
}

function causesOf(...experiments: readonly ExperimentReport[]): readonly string[] {
  try {
    checkGates(experiments);
  } catch (error) {
    return (error as { details: { causes: readonly string[] } }).details.causes;
  }
  return [];
}

test('what meets its gates passes, comparisons that chance may have decided too', () => {
  const undecided: GateResult = { ...met, kind: 'notWorseThan', status: 'undecided' };
  expect(checkGates([report([met]), report([undecided])])).toMatchObject({ outcome: '2 met, 1 undecided' });
  expect(checkGates([])).toMatchObject({ skipped: true });
});

test('each bound that is missed is told with its value and by how much', () => {
  const low: GateResult = { ...met, value: 0.74, missedBy: 0.06, status: 'failed', passed: false };
  const worse: GateResult = { ...low, kind: 'notWorseThan', interval: [-0.12, -0.03] };
  expect(causesOf(report([met, low, worse]))).toEqual([
    'triage on web: accuracy.f1 is 0.74, below 0.8, by 0.06.',
    'triage on web: accuracy.f1 is 0.74, worse than the version that is served now, which has 0.8, by 0.06. ' +
      'The difference is between -0.12 and -0.03.',
  ]);
});

test('a metric that was never logged is no value', () => {
  const { gate, dataset, kind } = met;
  const absent: GateResult = {
    gate,
    dataset,
    kind,
    bound: 0.8,
    status: 'failed',
    passed: false,
    reason: 'It has no F1.',
  };
  expect(causesOf(report([absent]))).toEqual(['triage on web: accuracy.f1 has no value. It has no F1.']);
});

test('without a gate that would tell, a release whose runs fail is stopped; a variant that fails is none', () => {
  const dataset = { name: 'web', asset: 'triage-web', path: '/web.jsonl' };
  const failed = { dataset, status: 'Failed', error: { code: 'UserError', message: 'no such template' } } as const;
  expect(causesOf(report([], [{ ...failed, isDefault: true }]))).toEqual(['triage on web: no such template']);
  expect(causesOf(report([met], [{ ...failed, isDefault: false }]))).toEqual([]);
});

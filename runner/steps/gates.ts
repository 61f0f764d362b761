import { type GateResult } from '../../experiments';
import { plural } from '../experiments/confirm-runs';
import { GateNotMet, StepFailure } from '../failure';
import { type ExperimentReport } from '../result';
import { type StepOutcome } from '../step-runner';

/**
 * Lets pass what meets its gates.
 * @throws GateNotMet naming every bound that was missed, and by how much
 * @throws StepFailure where a release would not even run
 */
export function checkGates(experiments: readonly ExperimentReport[]): StepOutcome<undefined> {
  const results = experiments.flatMap(({ flow, result }) => result?.gates.map((gate) => ({ flow, gate })) ?? []);
  const missed = results.filter(({ gate }) => !gate.passed);
  if (missed.length > 0) {
    throw new GateNotMet(`${missed.length} of ${plural(results.length, 'gate')} not met.`, {
      causes: missed.map(({ flow, gate }) => describeMiss(flow, gate)),
      next: experiments.flatMap(({ verdict, reports }) =>
        verdict === 'failed' && reports !== undefined ? [`See the answers: ${reports.html}`] : [],
      ),
    });
  }
  failForBrokenRuns(experiments);
  const undecided = results.filter(({ gate }) => gate.status === 'undecided').length;
  const besides = undecided === 0 ? '' : `, ${undecided} undecided`;
  return {
    value: undefined,
    outcome: results.length === 0 ? 'there are none' : `${results.length} met${besides}`,
    skipped: results.length === 0,
  };
}

/** `support-ticket-triage on web: accuracy.accuracy is 0.74, below 0.8 by 0.06.` */
function describeMiss(flow: string, { gate, dataset, kind, bound, value, missedBy, interval, reason }: GateResult) {
  const subject = `${flow} on ${dataset}: ${gate}`;
  const why = reason === undefined ? '' : ` ${reason}`;
  if (value === undefined || bound === undefined) return `${subject} has no value.${why}`;
  const against = { min: 'below', max: 'above', notWorseThan: 'worse than the version that is served now, which has' };
  const range =
    interval === undefined ? '' : ` The difference is between ${figure(interval[0])} and ${figure(interval[1])}.`;
  const by = missedBy === undefined ? '' : `, by ${figure(missedBy)}`;
  return `${subject} is ${figure(value)}, ${against[kind]} ${figure(bound)}${by}.${range}${why}`;
}

/** Without gates, or where none looks at them: what cannot run is no release. */
function failForBrokenRuns(experiments: readonly ExperimentReport[]): void {
  const broken = experiments.flatMap(({ flow, result }) =>
    (result?.runs ?? [])
      .filter(({ isDefault, status }) => isDefault && status !== 'Completed')
      .map(({ dataset, error }) => `${flow} on ${dataset.name}: ${error?.message ?? 'the run did not complete'}`),
  );
  if (broken.length === 0) return;
  throw new StepFailure(`${plural(broken.length, 'run')} of what is to be released failed.`, { causes: broken });
}

/** Four significant digits. */
export function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

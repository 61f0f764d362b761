import { type RunSummary } from '../../experiments';
import { UserMistake } from '../failure';

/**
 * The run that an id, the beginning of one, or a label names; without one what a release runs.
 * @throws UserMistake where there is none
 */
export function findRun(runs: readonly RunSummary[], wanted: string | undefined): RunSummary {
  const found =
    wanted === undefined
      ? (runs.find(({ isDefault }) => isDefault) ?? runs[0])
      : (runs.find(({ id, label }) => id === wanted || label === wanted) ??
        runs.find(({ id }) => wanted.length >= 4 && id.startsWith(wanted)));
  if (found !== undefined) return found;
  if (wanted === undefined) throw new UserMistake('No run of the experiment has answers to label.');
  const known = runs.map(({ id, label, dataset }) => `${id} (${label}, on ${dataset.name})`).join('; ');
  throw new UserMistake(`The experiment has no run "${wanted}".`, `Runs that it has: ${known}.`);
}

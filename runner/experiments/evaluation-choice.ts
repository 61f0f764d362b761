import { basename, resolve } from 'node:path';
import { type RunSummary } from '../../experiments';
import { type Evaluation, evaluatorFolder, builtinPrefix, isBuiltinEvaluator } from '../../model';
import { UserMistake } from '../failure';
import { parsePair } from '../flow-options';
import { type JudgedFlow } from './flow-experiment';

/** What is to be judged, and by what. */
export interface EvaluationChoice {
  /** One of the flow's evaluations. With `flow`, its name. Default: all. */
  readonly evaluation?: string;
  /** Id or label of a run. Default: all. */
  readonly run?: string;
  /** An evaluation flow that the configuration does not name: its folder, or `builtin:<name>`. */
  readonly folder?: string;
  /** For `folder`: `input=${data.column}` or `input=literal`, as written on the command line. */
  readonly map?: readonly string[];
}

/** Whether it leaves something out, or brings in what the configuration does not know. */
export function isPartial({ evaluation, run, folder }: EvaluationChoice): boolean {
  return [evaluation, run, folder].some((choice) => choice !== undefined);
}

/** @throws UserMistake where there is no such evaluation */
export function chosenEvaluations(flow: JudgedFlow, choice: EvaluationChoice): readonly Evaluation[] {
  const { evaluation: name, folder, map = [] } = choice;
  if (folder !== undefined) {
    const path = adHocFolder(folder);
    const inputs = Object.fromEntries(map.map((pair) => parsePair('--map', pair)));
    return [{ name: (name ?? basename(path)).replaceAll('.', '_'), path, datasets: {}, inputs }];
  }
  if (map.length > 0) throw new UserMistake('--map maps the inputs of no evaluation flow.', 'Give --flow, too.');
  const known = flow.evaluations.map((one) => one.name).join(', ');
  if (known === '') {
    throw new UserMistake(
      `The flow ${flow.name} has no evaluations.`,
      `Add one to ${flow.configFile}, or name a flow: --flow ${builtinPrefix}exact-match --map …`,
    );
  }
  const chosen = flow.evaluations.filter((one) => name === undefined || one.name === name);
  if (chosen.length > 0) return chosen;
  throw new UserMistake(`The flow ${flow.name} has no evaluation "${name ?? ''}".`, `Evaluations: ${known}.`);
}

function adHocFolder(written: string): string {
  if (!written.startsWith(builtinPrefix)) return resolve(written);
  const name = written.slice(builtinPrefix.length);
  if (isBuiltinEvaluator(name)) return evaluatorFolder(name);
  throw new UserMistake(`There is no built-in evaluator "${name}".`, 'llmops evaluators list shows those there are.');
}

/**
 * The run of an id (its first letters do), or those of a label, one on each dataset; all without either.
 * @throws UserMistake where there is none
 */
export function chosenRuns(runs: readonly RunSummary[], wanted: string | undefined): readonly RunSummary[] {
  if (wanted === undefined) return runs;
  const exact = runs.filter(({ id, label }) => id === wanted || label === wanted);
  const found = exact.length > 0 || wanted.length < 4 ? exact : runs.filter(({ id }) => id.startsWith(wanted));
  if (found.length > 0) return found;
  const known = runs.map(({ id, label, dataset }) => `${id} (${label}, on ${dataset.name})`).join('; ');
  throw new UserMistake(`The experiment has no run "${wanted}".`, `Runs that it has: ${known}.`);
}

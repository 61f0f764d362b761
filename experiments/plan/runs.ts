import { createHash } from 'node:crypto';
import { type Experiment, type JsonValue } from '../../model';
import { type PlannedRun } from '../types';
import { type Choice, choiceKey, choices, type ChoiceSpace, countChoices } from './choices';

/** Number of runs that an experiment asks for, without planning them. */
export function countRuns(experiment: Experiment): number {
  return experiment.datasets.length * countChoices(spaceOf(experiment));
}

/** The runs of an experiment: every choice on every dataset, what a release runs first. */
export function planRuns(experiment: Experiment): readonly PlannedRun[] {
  const all = choices(spaceOf(experiment)).map((choice) => ({ choice, label: labelOf(choice, experiment) }));
  return experiment.datasets.flatMap((dataset) =>
    all.map(({ choice, label }, index) => ({
      id: digest(dataset.asset, choiceKey(choice)),
      dataset,
      ...choice,
      isDefault: index === 0,
      label,
    })),
  );
}

function spaceOf({ variants, variedNodes, parameters }: Experiment): ChoiceSpace {
  return { mode: variants, variedNodes, parameters };
}

function labelOf({ variants, parameters }: Choice, { variedNodes }: Experiment): string {
  const changed = variedNodes
    .filter(({ node, default: standard }) => variants[node] !== standard)
    .map(({ node }) => `${node}=${variants[node] ?? ''}`);
  const set = Object.entries(parameters).map(([name, value]) => `${name}=${shown(value)}`);
  return [...changed, ...set].join(', ') || 'defaults';
}

function shown(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

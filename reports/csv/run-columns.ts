import { type ExperimentResult, type RunSummary } from '../../experiments';
import { type Cell } from './write-csv';

/** What tells runs apart, as columns of both files: which flow, data and run, and what was varied. */
export class RunColumns {
  private readonly nodes: readonly string[];
  private readonly parameters: readonly string[];

  constructor(results: readonly ExperimentResult[]) {
    const runs = results.flatMap((result) => result.runs);
    this.nodes = distinct(runs.flatMap(({ variants }) => Object.keys(variants)));
    this.parameters = distinct(runs.flatMap(({ parameters }) => Object.keys(parameters)));
  }

  get names(): readonly string[] {
    const varied = [
      ...this.nodes.map((node) => `variants.${node}`),
      ...this.parameters.map((name) => `parameters.${name}`),
    ];
    return ['flow', 'environment', 'dataset', 'run', 'label', 'default', ...varied];
  }

  cells({ flow, environment }: ExperimentResult, run: RunSummary): Cell[] {
    const { dataset, id, label, isDefault, variants, parameters } = run;
    return [
      ...[flow, environment, dataset.name, id, label, isDefault],
      ...this.nodes.map((node) => variants[node]),
      ...this.parameters.map((name) => parameters[name]),
    ];
  }
}

export function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

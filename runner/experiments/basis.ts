import { createHash } from 'node:crypto';
import { type ExperimentBasis } from '../../experiments';
import { type JudgedFlow } from './flow-experiment';

/** What a flow's experiment rests on beside the flow itself, by content. */
export async function basisOf(flow: JudgedFlow, lines: number | undefined): Promise<ExperimentBasis> {
  const { hashContent, readFlow } = await import('../../azure');
  const { experiment, evaluations, gates } = flow;
  const { inputs, variants, variedNodes, parameters } = experiment;
  const used = [...experiment.datasets, ...evaluations.flatMap(({ datasets }) => Object.values(datasets))];
  const paths = new Map(used.map(({ name, path }) => [name, path]));
  const datasets = await Promise.all([...paths].map(async ([name, path]) => [name, await hashContent(path)] as const));
  const judges = await Promise.all(
    evaluations.map(async ({ name, path, datasets: by, inputs: fed }) => [
      name,
      (await readFlow(path)).hash,
      Object.entries(by).map(([judged, dataset]) => [judged, dataset.name]),
      fed,
    ]),
  );
  const runOn = experiment.datasets.map(({ name }) => name);
  const criteria = createHash('sha256').update(
    JSON.stringify([runOn, inputs, variants, variedNodes, parameters, judges, gates]),
  );
  return {
    datasets: Object.fromEntries(datasets.sort(([one], [other]) => (one < other ? -1 : 1))),
    criteria: criteria.digest('hex'),
    ...(lines !== undefined && { lines }),
  };
}

/** Whether what one rests on is what the other does. */
export function sameBasis(one: ExperimentBasis, other: ExperimentBasis): boolean {
  return JSON.stringify(asText(one)) === JSON.stringify(asText(other));
}

function asText({ datasets, criteria, lines }: ExperimentBasis): unknown {
  return [Object.entries(datasets).sort(), criteria, lines ?? null];
}

/** Whether both rest on the same data, though perhaps by other criteria. */
export function sameDatasets(one: ExperimentBasis, other: ExperimentBasis): boolean {
  return JSON.stringify(Object.entries(one.datasets).sort()) === JSON.stringify(Object.entries(other.datasets).sort());
}

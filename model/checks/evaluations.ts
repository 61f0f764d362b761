import { type EvaluationSettings } from '../config/experiment-settings';
import { builtinEvaluators, evaluatorFolder, isBuiltinEvaluator } from '../evaluators';
import { builtinPrefix } from '../experiment';
import { type ProjectFiles } from '../files/project-files';
import { type Fault } from '../yaml/document';
import { listed, suggest } from '../yaml/nearest';
import { entry, type Path } from '../yaml/path';
import { columnsOf, datasetFaults, experimentDatasets } from './experiment';
import { declaredNames, type FlowSource, missingFlow, pathFrom } from './flow-source';
import { mappingFaults } from './mapping';

/** What in `evaluations` names flows, datasets, columns or outputs that are not there. */
export function evaluationFaults(files: ProjectFiles, source: FlowSource): readonly Fault[] {
  return Object.entries(source.config.evaluations).flatMap(([name, evaluation]) =>
    oneEvaluationFaults(files, source, name, evaluation),
  );
}

function oneEvaluationFaults(
  files: ProjectFiles,
  source: FlowSource,
  name: string,
  evaluation: EvaluationSettings,
): readonly Fault[] {
  const path = ['evaluations', name];
  const judged = experimentDatasets(source);
  const pairs = Object.entries(evaluation.datasets);
  const datasets = pairs.flatMap(([dataset, judge]) => {
    const unknown = datasetFaults(source, dataset, [...path, 'datasets', dataset], 'key');
    // Where the experiment names datasets that are not there, its list is what is wrong.
    const isListed =
      judged.includes(dataset) || !judged.every((one) => declaredNames(source, 'datasets').includes(one));
    const unused = isListed ? [] : [notInExperiment(name, dataset, judged)];
    return [
      ...(unknown.length > 0 ? unknown : unused),
      ...(judge === dataset ? [] : datasetFaults(source, judge, [...path, 'datasets', dataset])),
    ];
  });
  const unknown = unknownEvaluator([...path, 'flow'], evaluation.flow);
  if (unknown !== undefined) return [...datasets, unknown];
  const flow = files.flow(evaluationFolder(source, evaluation.flow));
  if (flow === undefined) return [...datasets, missingFlow(files, source, [...path, 'flow'], evaluation.flow)];
  if (flow.definition === undefined || source.flow?.definition === undefined) return datasets;
  const judges = judged.map((dataset) => entry(evaluation.datasets, dataset) ?? dataset);
  const mapping = mappingFaults(evaluation.inputs, [...path, 'inputs'], flow.definition, {
    data: columnsOf(files, source, [...new Set(judges)]),
    run: { inputs: columnsOf(files, source, judged), outputs: Object.keys(source.flow.definition.outputs ?? {}) },
  });
  return [...datasets, ...mapping];
}

/** Absolute path of the folder that `flow:` of an evaluation names. */
export function evaluationFolder(source: FlowSource, written: string): string {
  const name = written.slice(builtinPrefix.length);
  return written.startsWith(builtinPrefix) && isBuiltinEvaluator(name)
    ? evaluatorFolder(name)
    : pathFrom(source.file, written);
}

function unknownEvaluator(path: Path, written: string): Fault | undefined {
  const name = written.slice(builtinPrefix.length);
  if (!written.startsWith(builtinPrefix) || isBuiltinEvaluator(name)) return undefined;
  const message = `There is no built-in evaluator '${name}'; there are ${listed(builtinEvaluators)}.`;
  return { path, code: 'unknown-evaluator', message, hint: suggest(name, builtinEvaluators, 'Use one of them.') };
}

function notInExperiment(evaluation: string, dataset: string, judged: readonly string[]): Fault {
  return {
    path: ['evaluations', evaluation, 'datasets', dataset],
    at: 'key',
    code: 'unknown-dataset',
    message: `The experiment does not run on '${dataset}'; it runs on ${listed(judged)}.`,
    hint: suggest(dataset, judged, "Add it to 'experiment.datasets', or remove it here."),
  };
}

/** Gates on evaluations that are not there. */
export function gateFaults(source: FlowSource): readonly Fault[] {
  const evaluations = declaredNames(source, 'evaluations');
  return declaredNames(source, 'gates').flatMap((gate): Fault[] => {
    const path = ['gates', gate];
    const [evaluation = '', ...metric] = gate.split('.');
    if (!evaluations.includes(evaluation)) {
      const message = `Gate '${gate}' names no evaluation; evaluations: ${listed(evaluations)}.`;
      const hint = suggest(evaluation, evaluations, 'Write <evaluation>.<metric>.');
      return [{ path, at: 'key', code: 'unknown-evaluation', message, hint }];
    }
    if (metric.join('.') !== '') return [];
    const message = `Gate '${gate}' names no metric of the evaluation '${evaluation}'.`;
    return [{ path, at: 'key', code: 'bad-gate', message, hint: `Write ${evaluation}.<metric>.` }];
  });
}

/** Experiments: runs of a flow with variants, parameters and datasets, and what they come to. */
export * from './types';
export { countRuns, planRuns } from './plan/runs';
export { runExperiment } from './run/run-experiment';
export type { ExperimentEvent, ExperimentOptions } from './run/options';
export {
  ExperimentFileError,
  experimentFile,
  experimentFolder,
  readExperiment,
  writeExperiment,
} from './result/result-file';
export { readRunLines } from './lines/read-lines';
export { percentile } from './lines/percentile';
export { evaluate } from './evaluate/evaluate';
export type { EvaluateOptions, EvaluationEvent, HashedEvaluation } from './evaluate/options';
export { readScores } from './scores/read-scores';
export { judgeGates } from './gates/judge-gates';
export { differenceInterval, meanInterval, type BootstrapOptions, type Interval } from './statistics/bootstrap';
export {
  accuracy,
  classScores,
  confusionMatrix,
  macroF1,
  type ClassScores,
  type ConfusionMatrix,
} from './statistics/classes';
export { spreadOf, type Spread } from './statistics/spread';
export * from './labels';

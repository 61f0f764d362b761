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

/**
 * Experiments on this machine as functions: runs of a flow in a folder on data files, their evaluation, and what differs
 * between two of them. No configuration is needed, and nothing is sent but what the flows' connections ask for.
 */
export { type ChangedLine, compareRuns, type MetricDifference, type RunComparison } from '../compare/compare-runs';
export { readRunLines } from '../lines/read-lines';
export { readScores } from '../scores/read-scores';
export { evaluate, type LocalEvaluation, type LocalEvaluations } from './evaluate';
export { type LocalExperiment, type LocalOptions, runExperiment } from './run-experiment';
export type { EvaluationEvent } from '../evaluate/options';
export type { ExperimentEvent } from '../run/options';
export type * from '../types';
export { evaluatorFolder, builtinEvaluators, type BuiltinEvaluator } from '../../model/evaluators';
export type { Connection } from '../../engine';

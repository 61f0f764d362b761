/** Runs prompt flow's DAG flows without prompt flow. */
export { readBatchLines } from './batch/read-lines';
export type { BatchEvent, BatchLine, BatchResult } from './batch/result';
export { runBatch, type BatchOptions } from './batch/run-batch';
export type { Connection, ConnectionProvider } from './connection';
export { connectionFromJson, connectionsFrom, readConnectionFile, readEnvironmentFile } from './connections';
export type { ConnectionSources } from './connections';
export { FlowError, type Fault } from './error';
export type { FlowEvent, FlowEventHandler, NodeStatus, TokenUsage } from './event';
export type { Flow, LineError, LineResult, RunOptions } from './flow';
export type { FlowDefinition, InputDefinition, NodeDefinition, OutputDefinition, ValueType } from './load/definition';
export { loadFlow, type LoadOptions } from './load/load-flow';
export { openTraces, type Traces, type TracesOptions } from './trace/traces';
export { Float, parseJson } from './values';

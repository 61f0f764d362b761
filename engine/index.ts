/** Runs prompt flow's DAG flows without prompt flow. */
export { readBatchLines } from './batch/read-lines';
export type { BatchEvent, BatchLine, BatchResult } from './batch/result';
export { runBatch, type BatchOptions } from './batch/run-batch';
export type { Connection, ConnectionProvider } from './connection';
export { connectionFromJson, connectionsFrom, readConnectionFile, readEnvironmentFile } from './connections';
export type { ConnectionSources } from './connections';
export { FlowError, type Fault } from './error';
export type { FlowEvent, FlowEventHandler, NodeStatus, TokenUsage } from './event';
export { describe as describeError } from './flow';
export type { Aggregation } from './batch/aggregation';
export type { Flow, LineError, LineResult, LineRun, RunOptions } from './flow';
export type { FlowDefinition, InputDefinition, NodeDefinition, OutputDefinition, ValueType } from './load/definition';
export type { ImageFolder } from './images/write';
export { chatInterface, type ChatInterface } from './check/chat';
export { loadFlow, type LoadOptions } from './load/load-flow';
export { loadNode, type LoadedNode } from './load/load-node';
export { openTraces, type Traces, type TracesOptions } from './trace/traces';
export { Float, parseJson, toPlain } from './values';

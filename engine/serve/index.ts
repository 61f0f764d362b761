/** Serves flows over HTTP as prompt flow does. */
export { eventStream } from './accept';
export { connectionProviderWarning, servingEnvironment, workerRequests } from './environment';
export type { ServeEvent, ServeEventHandler } from './event';
export { RequestLimit } from './limit';
export {
  includedOutputs,
  score,
  type EventsAnswer,
  type JsonAnswer,
  type ScoreAnswer,
  type ScoreRequest,
} from './score';
export { createFlowServer, type FlowServerOptions } from './server';
export { swagger } from './swagger';

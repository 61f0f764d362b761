/**
 * The lifecycle of an environment as functions: what the `llmops` commands do, for programs that render it themselves.
 * Each takes a `RunRequest`, tells its host of its steps by events, and answers a `CommandResult`; none prints.
 */
export { apply } from './actions/apply';
export { deploy, type DeployRequest } from './actions/deploy';
export { destroy } from './actions/destroy';
export { experiment, type FlowExperimentRequest } from './actions/experiment';
export { init, type InitResult } from './actions/init';
export { plan } from './actions/plan';
export { register } from './actions/register';
export { status } from './actions/status';
export { synth } from './actions/synth';
export { testEndpoint } from './actions/test-endpoint';
export type { CommandName, Confirm, Confirmation, Emit, RunEvent, StepStatus, StepTitle } from './events';
export { GateNotMet, Rejected, StepFailure, UserMistake, type ExitCode } from './failure';
export type {
  CommandResult,
  EndpointReport,
  EndpointTest,
  ExperimentReport,
  PlanCounts,
  PlannedChange,
  RegisteredVersion,
  StackKind,
} from './result';
export type { RunRequest } from './session';

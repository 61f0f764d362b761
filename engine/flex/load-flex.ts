import { FlowError } from '../error';
import type { Flow } from '../flow';
import type { FlowLocation } from '../load/locate';

/** Loads a flow that is a Python function or class. */
export function loadFlexFlow(location: FlowLocation): Promise<Flow> {
  const message = `${location.file} defines a flex flow (entry). Only DAG flows run here: describe it by nodes in flow.dag.yaml.`;
  return Promise.reject(new FlowError('UnsupportedFlowError', message, { file: location.file }));
}

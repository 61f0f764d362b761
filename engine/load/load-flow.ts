import type { ConnectionProvider } from '../connection';
import type { FlowEventHandler } from '../event';
import type { Flow } from '../flow';
import { locateFlow } from './locate';
import type { NodeOverrides } from './overrides';

export interface LoadOptions {
  /** Variant by node, in place of its default. */
  readonly variants?: Readonly<Record<string, string>>;
  /** Connections, deployments and models in place of those that the nodes name. */
  readonly nodeOverrides?: NodeOverrides;
  /** Values for inputs of nodes, by node and then by input, in place of those of the flow. Of DAG flows only. */
  readonly nodeInputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where the connections that nodes name come from. Needed only if there are any. */
  readonly connections?: ConnectionProvider;
  /**
   * What the class that is the entry of a flex flow is made of. Default: the JSON object in the variable
   * PF_FLOW_INIT_CONFIG, else the flow's sample.
   */
  readonly init?: Readonly<Record<string, unknown>>;
  /** Environment variables for Python tools, over those of the flow's YAML. This process's own are left alone. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /**
   * Python interpreter for Python nodes: a path, or a name on the PATH. Default: that of the virtual environment `.venv`
   * or `venv` in the flow's folder, else `python3`.
   */
  readonly python?: string;
  /** Most nodes of one run at a time. Default: 16. */
  readonly concurrency?: number;
  /** Receives what tools print while they are loaded, and warnings about the flow. */
  readonly onEvent?: FlowEventHandler;
  /** How many flows call one another down to this one, from their tools. Default: 0. */
  readonly depth?: number;
}

export type LoadFlow = (path: string, options: LoadOptions) => Promise<Flow>;

/**
 * Loads a flow from its folder or its file: reads and checks it, loads its code and gets every connection. Rejects with
 * a `FlowError` at the first thing that is wrong. The code for a kind of flow is imported when there is one.
 */
export async function loadFlow(path: string, options: LoadOptions = {}): Promise<Flow> {
  const location = locateFlow(path);
  switch (location.kind) {
    case 'dag':
      return (await import('./load-dag')).loadDagFlow(location, options, loadFlow);
    case 'flex':
      return (await import('../flex/load-flex')).loadFlexFlow(location, options, loadFlow);
    case 'prompty':
      return (await import('../prompty/load-prompty')).loadPromptyFlow(location, options);
  }
}

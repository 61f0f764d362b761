import { readFile } from 'node:fs/promises';
import type { ConnectionProvider } from '../connection';
import { checkOutputs } from '../check/outputs';
import { checkTopology } from '../check/topology';
import type { FlowEventHandler } from '../event';
import { Flow } from '../flow';
import { PythonHost } from '../nodes/python/host';
import { isDict } from '../values/value';
import { resolveEnvironmentVariables } from './environment-variables';
import { prepareWorkingFolder } from './includes';
import { loadNodes } from './load-nodes';
import { flexIsUnsupported, locateFlow } from './locate';
import { parseDefinition } from './parse-definition';
import { parseYaml } from './yaml';

export interface LoadOptions {
  /** Variant by node, in place of its default. */
  readonly variants?: Readonly<Record<string, string>>;
  /** Where the connections that nodes name come from. Needed only if there are any. */
  readonly connections?: ConnectionProvider;
  /** Environment variables for Python tools, over those of the flow's YAML. This process's own are left alone. */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** Python interpreter for Python nodes: a path, or a name on the PATH. Default: `python3`. */
  readonly python?: string;
  /** Most nodes of one run at a time. Default: 16. */
  readonly concurrency?: number;
  /** Receives what tools print while they are loaded, and warnings about the flow. */
  readonly onEvent?: FlowEventHandler;
}

/**
 * Loads a flow from its folder or its flow.dag.yaml: reads and checks it, loads every node's tool and gets every
 * connection. Rejects with a `FlowError` at the first thing that is wrong.
 */
export async function loadFlow(path: string, options: LoadOptions = {}): Promise<Flow> {
  const { folder, file } = locateFlow(path);
  const emit = options.onEvent ?? (() => undefined);
  const document = parseYaml(await readFile(file, 'utf8'), file);
  if (isDict(document) && document.has('entry')) throw flexIsUnsupported(file);
  const definition = parseDefinition(document, { folder, file }, options.variants ?? {});
  const working = await prepareWorkingFolder(folder, definition.additionalIncludes, emit);
  const host = new PythonHost({
    python: options.python ?? 'python3',
    folder: working.folder,
    environment: await resolveEnvironmentVariables(
      definition.environmentVariables,
      options.environmentVariables ?? {},
      options.connections,
    ),
    emit,
  });
  try {
    const nodes = await loadNodes(definition, { folder: working.folder, file, host, connections: options.connections });
    checkTopology(definition, file);
    const outputs = checkOutputs(definition, file);
    for (const name of definition.outputs.keys()) {
      if (!outputs.has(name)) emit({ type: 'warning', message: aggregatedOutput(name, file) });
    }
    return new Flow({ definition, folder, working, nodes, outputs, host, concurrency: options.concurrency ?? 16 });
  } catch (error) {
    await host.close();
    await working.remove();
    throw error;
  }
}

function aggregatedOutput(name: string, file: string): string {
  return `Output '${name}' of ${file} references an aggregation node and will not take effect.`;
}

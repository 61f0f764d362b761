import { readFile } from 'node:fs/promises';
import type { ConnectionProvider } from '../connection';
import { checkOutputs } from '../check/outputs';
import { checkTopology, dependencies } from '../check/topology';
import type { FlowEventHandler } from '../event';
import { SecretMask } from '../connections/secret-mask';
import { FlowError } from '../error';
import { Flow } from '../flow';
import { interpreterFor } from '../nodes/python/interpreter';
import { PythonHost } from '../nodes/python/host';
import { isDict } from '../values/value';
import { resolveEnvironmentVariables } from './environment-variables';
import type { FlowDefinition } from './definition';
import { prepareWorkingFolder, type WorkingFolder } from './includes';
import { loadNodes } from './load-nodes';
import { applyOverrides, type NodeOverrides } from './overrides';
import { flexIsUnsupported, locateFlow, type FlowLocation } from './locate';

export interface LoadOptions {
  /** Variant by node, in place of its default. */
  readonly variants?: Readonly<Record<string, string>>;
  /** Connections, deployments and models in place of those that the nodes name. */
  readonly nodeOverrides?: NodeOverrides;
  /** Where the connections that nodes name come from. Needed only if there are any. */
  readonly connections?: ConnectionProvider;
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
}

/**
 * Loads a flow from its folder or its flow.dag.yaml: reads and checks it, loads every node's tool and gets every
 * connection. Rejects with a `FlowError` at the first thing that is wrong.
 */
export async function loadFlow(path: string, options: LoadOptions = {}): Promise<Flow> {
  return loadReshaped(path, options, (definition) => definition);
}

/** Loads what `reshape` makes of a flow's definition. */
export async function loadReshaped(
  path: string,
  options: LoadOptions,
  reshape: (definition: FlowDefinition, file: string) => FlowDefinition,
): Promise<Flow> {
  const location = locateFlow(path);
  const mask = new SecretMask();
  const emit = mask.events(options.onEvent ?? (() => undefined));
  const host = new PythonHost({ python: options.python ?? interpreterFor(location.folder), emit });
  const text = await readFile(location.file, 'utf8');
  // A guess, so that the interpreter starts while the rest of the engine is imported and the flow is read.
  if (/\btype:\s*['"]?(?:python|custom_llm)\b/.test(text)) host.start();
  let working: WorkingFolder | undefined;
  try {
    const { file } = location;
    const definition = reshape(await readDefinition(text, location, options), file);
    working = await prepareWorkingFolder(location.folder, definition.additionalIncludes, emit);
    return await assemble({ definition, location, working, host, mask }, options, emit);
  } catch (error) {
    await host.close();
    await working?.remove();
    throw error instanceof FlowError ? mask.error(error) : error;
  }
}

async function readDefinition(text: string, location: FlowLocation, options: LoadOptions): Promise<FlowDefinition> {
  const [{ parseYaml }, { parseDefinition }] = await Promise.all([import('./yaml'), import('./parse-definition')]);
  const document = parseYaml(text, location.file);
  if (isDict(document) && document.has('entry')) throw flexIsUnsupported(location.file);
  const definition = parseDefinition(document, location, options.variants ?? {});
  return applyOverrides(definition, options.nodeOverrides ?? {}, location.file);
}

interface Parts {
  readonly definition: FlowDefinition;
  readonly location: FlowLocation;
  readonly working: WorkingFolder;
  readonly host: PythonHost;
  readonly mask: SecretMask;
}

/** Loads the nodes and checks how they hang together, in this order: a flow with both mistakes reports its tools first. */
async function assemble(parts: Parts, options: LoadOptions, emit: FlowEventHandler): Promise<Flow> {
  const { definition, location, working, host, mask } = parts;
  const { concurrency = 16 } = options;
  const connections = options.connections === undefined ? undefined : mask.watch(options.connections);
  const given = options.environmentVariables ?? {};
  const environment = await resolveEnvironmentVariables(definition.environmentVariables, given, connections);
  const { file, folder } = location;
  const nodes = await loadNodes(definition, {
    folder: working.folder,
    file,
    host,
    environment,
    connections,
    format: definition.messageFormat,
  });
  checkTopology(definition, file);
  const outputs = checkOutputs(definition, file);
  for (const name of definition.outputs.keys()) {
    if (!outputs.has(name)) emit({ type: 'warning', message: aggregatedOutput(name, file) });
  }
  const streamable = streamableNodes(definition);
  return new Flow({ definition, folder, working, nodes, outputs, streamable, host, mask, concurrency });
}

/** Nodes that flow outputs refer to and other nodes do not. */
function streamableNodes(flow: FlowDefinition): ReadonlySet<string> {
  const read = new Set(flow.nodes.flatMap((node) => dependencies(node)));
  const given = [...flow.outputs.values()].flatMap(({ reference }) =>
    reference.kind === 'node' ? [reference.node] : [],
  );
  return new Set(given.filter((node) => !read.has(node)));
}

function aggregatedOutput(name: string, file: string): string {
  return `Output '${name}' of ${file} references an aggregation node and will not take effect.`;
}

import { readFile } from 'node:fs/promises';
import { checkOutputs } from '../check/outputs';
import { checkTopology, nodesRead } from '../check/topology';
import type { FlowEventHandler } from '../event';
import { SecretMask } from '../connections/secret-mask';
import { FlowError } from '../error';
import { DagFlow } from '../dag-flow';
import { withReminders } from '../nodes/long-running';
import { interpreterFor } from '../nodes/python/interpreter';
import { PythonHost } from '../nodes/python/host';
import { callsOf } from '../calls/lazy-calls';
import { resolveEnvironmentVariables } from './environment-variables';
import type { FlowDefinition } from './definition';
import { prepareWorkingFolder, type WorkingFolder } from './includes';
import { loadNodes } from './load-nodes';
import { setNodeInputs } from './node-inputs';
import { applyOverrides } from './overrides';
import type { LoadFlow, LoadOptions } from './load-flow';
import type { FlowLocation } from './locate';

/** Loads a graph of nodes, or what `reshape` makes of it. */
export async function loadDagFlow(
  location: FlowLocation,
  options: LoadOptions,
  loadFlow: LoadFlow,
  reshape: (definition: FlowDefinition, file: string) => FlowDefinition = (definition) => definition,
): Promise<DagFlow> {
  const mask = new SecretMask();
  const emit = mask.events(options.onEvent ?? (() => undefined));
  const host = new PythonHost({
    python: options.python ?? interpreterFor(location.folder),
    emit,
    calls: callsOf(options, loadFlow, mask),
  });
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
  const definition = parseDefinition(document, location, options.variants ?? {});
  const overridden = applyOverrides(definition, options.nodeOverrides ?? {}, location.file);
  return setNodeInputs(overridden, options.nodeInputs ?? {}, location.file);
}

interface Parts {
  readonly definition: FlowDefinition;
  readonly location: FlowLocation;
  readonly working: WorkingFolder;
  readonly host: PythonHost;
  readonly mask: SecretMask;
}

/** Loads the nodes and checks how they hang together, in this order: a flow with both mistakes reports its tools first. */
async function assemble(parts: Parts, options: LoadOptions, emit: FlowEventHandler): Promise<DagFlow> {
  const { definition, location, working, host, mask } = parts;
  const { concurrency = 16 } = options;
  const connections = options.connections === undefined ? undefined : mask.watch(options.connections);
  const given = options.environmentVariables ?? {};
  const environment = await resolveEnvironmentVariables(definition.environmentVariables, given, connections);
  const { file, folder } = location;
  const loaded = await loadNodes(definition, {
    folder: working.folder,
    file,
    host,
    environment,
    connections,
    format: definition.messageFormat,
  });
  const nodes = withReminders(loaded, environment);
  checkTopology(definition, file);
  const outputs = checkOutputs(definition, file);
  for (const name of definition.outputs.keys()) {
    if (!outputs.has(name)) emit({ type: 'warning', message: aggregatedOutput(name, file) });
  }
  const streamable = streamableNodes(definition);
  return new DagFlow({ definition, folder, working, nodes, outputs, streamable, host, mask, concurrency });
}

/** Nodes that flow outputs refer to and other nodes do not. */
function streamableNodes(flow: FlowDefinition): ReadonlySet<string> {
  const read = nodesRead(flow.nodes);
  const given = [...flow.outputs.values()].flatMap(({ reference }) =>
    reference.kind === 'node' ? [reference.node] : [],
  );
  return new Set(given.filter((node) => !read.has(node)));
}

function aggregatedOutput(name: string, file: string): string {
  return `Output '${name}' of ${file} references an aggregation node and will not take effect.`;
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { callsOf } from '../calls/lazy-calls';
import { SecretMask } from '../connections/secret-mask';
import { FlowError } from '../error';
import type { FlowEventHandler } from '../event';
import { resolveEnvironmentVariables } from '../load/environment-variables';
import { prepareWorkingFolder, type WorkingFolder } from '../load/includes';
import type { LoadFlow, LoadOptions } from '../load/load-flow';
import type { FlowLocation } from '../load/locate';
import { parseYaml } from '../load/yaml';
import { PythonHost } from '../nodes/python/host';
import { interpreterFor } from '../nodes/python/interpreter';
import type { FlexDefinition } from './definition';
import { FlexFlow } from './flex-flow';
import { initArguments, initValues } from './init';
import { parseFlex } from './parse-flex';
import { flexSignature } from './signature';

/** Loads a flow that is a Python function or class: imports it, and makes the instance of a class. */
export async function loadFlexFlow(
  location: FlowLocation,
  options: LoadOptions,
  loadFlow: LoadFlow,
): Promise<FlexFlow> {
  const { folder, file } = location;
  refuseVariants(file, options);
  const mask = new SecretMask();
  const emit = mask.events(options.onEvent ?? (() => undefined));
  const calls = callsOf(options, loadFlow, mask);
  const host = new PythonHost({ python: options.python ?? interpreterFor(folder), emit, calls });
  host.start();
  let working: WorkingFolder | undefined;
  try {
    const variables = { ...process.env, ...options.environmentVariables };
    if (location.text !== undefined) warnOfDefinition(folder, location.file, emit);
    const text = location.text ?? (await readFile(file, 'utf8'));
    const definition = parseFlex(parseYaml(text, file), location, variables);
    working = await prepareWorkingFolder(folder, definition.additionalIncludes, emit);
    return await assemble({ definition, location, working, host, mask }, options, emit);
  } catch (error) {
    await host.close();
    await working?.remove();
    throw error instanceof FlowError ? mask.error(error) : error;
  }
}

interface Parts {
  readonly definition: FlexDefinition;
  readonly location: FlowLocation;
  readonly working: WorkingFolder;
  readonly host: PythonHost;
  readonly mask: SecretMask;
}

async function assemble(parts: Parts, options: LoadOptions, emit: FlowEventHandler): Promise<FlexFlow> {
  const { definition, location, working, host, mask } = parts;
  const { entry, name, description, environmentVariables, sample } = definition;
  const { file, folder } = location;
  const connections = options.connections === undefined ? undefined : mask.watch(options.connections);
  const given = options.environmentVariables ?? {};
  const environment = await resolveEnvironmentVariables(environmentVariables, given, connections);
  await host.configure({ folder: working.folder, environment });
  const source = { kind: 'entry', ...entry, file } as const;
  const loaded = await host.loadEntry(entry.name, source);
  const signature = flexSignature(definition, loaded, file);
  const init = initValues(definition, options.init, environment);
  if (!loaded.isClass && init.size > 0) {
    const message = `The entry ${entry.module}:${entry.name} is a function: init has no effect on it.`;
    emit({ type: 'warning', message });
  }
  const creation = loaded.isClass
    ? await initArguments(loaded, signature, init, entry.name, { connections, folder: working.folder })
    : {};
  await host.bind(entry.name, source, creation, {});
  return new FlexFlow({
    definition: {
      name,
      ...(description === undefined ? {} : { description }),
      inputs: signature.inputs,
      outputs: signature.outputs,
      environmentVariables,
      messageFormat: 'basic',
      chatHistory: 'messages',
    },
    entry: entry.name,
    sample: sample.inputs,
    aggregates: loaded.aggregates,
    ...{ folder, working, host, mask },
  });
}

/** What the definition says of inputs might be expected to hold. */
function warnOfDefinition(folder: string, entry: string, emit: FlowEventHandler): void {
  const file = ['flow.flex.yaml', 'flow.flex.yml'].map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) return;
  const message = `${file} is not read: ${basename(entry)} names the code alone. Give the folder to run what it says.`;
  emit({ type: 'warning', message });
}

function refuseVariants(file: string, { variants = {}, nodeOverrides = {} }: LoadOptions): void {
  const [name] = [...Object.keys(variants), ...Object.keys(nodeOverrides)];
  if (name === undefined) return;
  const message = `${file} is a flex flow: it has no nodes, so there is no '${name}' to vary. Give --init for its class.`;
  throw new FlowError('InvalidFlowError', message, { file });
}

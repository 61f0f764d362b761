import { readFile } from 'node:fs/promises';
import { type ConnectionProvider, type LineResult } from '../../engine';
import { type Cloud } from '../cloud';
import { environmentConnections } from '../connections';
import { UserMistake } from '../failure';
import { checkConfiguration, openCloud } from '../session';

export interface FlowTestRequest {
  readonly folder: string;
  /** Folder that holds `flows-config/`; only read where an environment is named. */
  readonly root: string;
  /** Whose connections the flow uses; without one it has none. */
  readonly env?: string;
  readonly sandbox: boolean;
  /** `name=value`, as written on the command line. */
  readonly input: readonly string[];
  readonly inputsFile?: string;
  /** `${node.variant}`, as prompt flow writes a choice. */
  readonly variant: readonly string[];
  readonly signal?: AbortSignal;
}

/** Runs a flow once in this process. A flow that cannot be loaded gives a failed result, as one that cannot run. */
export async function flowTest(request: FlowTestRequest): Promise<LineResult> {
  const { loadFlow, FlowError } = await import('../../engine');
  const start = performance.now();
  const inputs = await readInputs(request);
  const variants = Object.fromEntries(request.variant.map(parseVariant));
  const { connections, cloud } = await connectionsOf(request);
  try {
    const flow = await loadFlow(request.folder, { variants, connections });
    try {
      return await flow.run(inputs, request.signal === undefined ? {} : { signal: request.signal });
    } finally {
      await flow.close();
    }
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    const { code, message, node, fault } = error;
    return {
      status: 'Failed',
      outputs: {},
      nodes: {},
      error: { code, message, fault, ...(node === undefined ? {} : { node }) },
      tokens: { prompt: 0, completion: 0, total: 0 },
      durationMs: Math.round(performance.now() - start),
    };
  } finally {
    await cloud?.close();
  }
}

const noConnections: ConnectionProvider = {
  get: () => Promise.reject(new Error('name the environment that has it: --env <name>, with or without --sandbox')),
};

async function connectionsOf({ root, env, sandbox }: FlowTestRequest) {
  if (env === undefined) {
    if (sandbox) throw new UserMistake('--sandbox needs --env: its connections are what the sandbox stands in for.');
    return { connections: noConnections };
  }
  const { project, environment } = checkConfiguration({ root, env }).value;
  const cloud: Cloud = await openCloud({ root, sandbox }, project, environment);
  return { connections: environmentConnections(environment, cloud), cloud };
}

async function readInputs({ input, inputsFile }: FlowTestRequest): Promise<Record<string, unknown>> {
  const fromFile = inputsFile === undefined ? {} : await readInputsFile(inputsFile);
  const fromOptions = input.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) throw new UserMistake(`--input "${pair}" is not of the form name=value.`);
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return { ...fromFile, ...Object.fromEntries(fromOptions) };
}

async function readInputsFile(file: string): Promise<Record<string, unknown>> {
  let parsed: unknown;
  try {
    const { parseJson } = await import('../../engine');
    parsed = parseJson(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UserMistake(`The inputs file ${file} cannot be read: ${(error as Error).message}`);
  }
  // The engine's own parser keeps 1.0 apart from 1, which Python code can tell.
  if (!(parsed instanceof Map)) {
    throw new UserMistake(`The inputs file ${file} must hold one JSON object: the inputs by name.`);
  }
  return Object.fromEntries(parsed) as Record<string, unknown>;
}

function parseVariant(choice: string): [node: string, variant: string] {
  const [, node, variant] = /^\$\{([^.}]+)\.([^}]+)\}$/.exec(choice) ?? [];
  if (node === undefined || variant === undefined) {
    throw new UserMistake(
      `--variant "${choice}" is not of the form \${node.variant}.`,
      'Quote it: a shell expands ${…}.',
    );
  }
  return [node, variant];
}

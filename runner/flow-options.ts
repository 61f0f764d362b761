import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Connection, LoadOptions } from '../engine';
import type { Cloud } from './cloud';
import { UserMistake } from './failure';

/** What every command that loads a flow on this machine is asked. */
export interface FlowOptions {
  /** Folder that holds `flows-config/`; only read where an environment is named. */
  readonly root: string;
  /** Environment whose connections the flow may use besides those that are given. */
  readonly env?: string;
  readonly sandbox: boolean;
  /** Files that define connections, and `node.connection=name` for nodes that are to use others than they name. */
  readonly connections?: readonly string[];
  /** A `.env` file: variables for tools, and connections as JSON. */
  readonly envFile?: string;
  /** `NAME=value`, as written on the command line. */
  readonly envVar?: readonly string[];
  /** `${node.variant}`, as prompt flow writes a choice. */
  readonly variant?: readonly string[];
  /** `name=value` for the class that is the entry of a flex flow, or a JSON file with all of them. */
  readonly init?: readonly string[];
}

export interface OpenedFlowOptions {
  readonly load: Pick<LoadOptions, 'variants' | 'connections' | 'nodeOverrides' | 'environmentVariables' | 'init'>;
  /** Ends what stands behind an environment's connections. */
  readonly close: () => Promise<void>;
}

/**
 * Turns the options of a command into those of `loadFlow`.
 * @throws UserMistake for options that are not of the expected form, and for files that cannot be read
 */
export async function openFlowOptions(options: FlowOptions): Promise<OpenedFlowOptions> {
  const { connectionsFrom } = await import('../engine');
  const variants = variantsOf(options.variant);
  const environmentVariables = await variablesOf(options);
  const overrides = (options.connections ?? []).filter((item) => overridePattern.test(item) && !existsSync(item));
  const files = (options.connections ?? []).filter((item) => !overrides.includes(item));
  const connections = await readConnections(files);
  const init = await initOf(options.init);
  const cloud = await openEnvironment(options);
  return {
    load: {
      ...(init === undefined ? {} : { init }),
      variants,
      nodeOverrides: groupOverrides(overrides),
      environmentVariables,
      connections: connectionsFrom({
        connections,
        environment: { ...process.env, ...environmentVariables },
        ...(cloud === undefined ? {} : { fallback: cloud.connections }),
      }),
    },
    close: async () => cloud?.cloud.close(),
  };
}

/** `node.connection=name` */
const overridePattern = /^([^.=/\\]+)\.([^.=/\\]+)=(.*)$/;

function groupOverrides(overrides: readonly string[]): NonNullable<LoadOptions['nodeOverrides']> {
  const grouped: Record<string, Record<string, string>> = {};
  for (const override of overrides) {
    const [, node = '', field = '', value = ''] = overridePattern.exec(override) ?? [];
    grouped[node] = { ...grouped[node], [field]: value };
  }
  return grouped;
}

async function initOf(given: readonly string[] | undefined): Promise<Record<string, unknown> | undefined> {
  if (given === undefined) return undefined;
  const { readJsonObject } = await import('./json-file');
  const parts = given.map(async (item) =>
    item.includes('=') ? [parsePair('--init', item)] : Object.entries(await readJsonObject('--init', resolve(item))),
  );
  return Object.fromEntries((await Promise.all(parts)).flat());
}

async function openEnvironment({ root, env, sandbox }: FlowOptions) {
  if (env === undefined) {
    if (sandbox) throw new UserMistake('--sandbox needs --env: its connections are what the sandbox stands in for.');
    return undefined;
  }
  // Checking a project takes longer than many a flow runs.
  const [{ checkConfiguration, openCloud }, { environmentConnections }] = await Promise.all([
    import('./session'),
    import('./connections'),
  ]);
  const { project, environment } = checkConfiguration({ root, env }).value;
  const cloud: Cloud = await openCloud({ root, sandbox }, project, environment);
  return { connections: environmentConnections(environment, cloud), cloud };
}

/** The connections that files define, as written: with `${env:KEY}` where a secret is elsewhere. @throws UserMistake */
export async function readConnections(files: readonly string[]): Promise<readonly Connection[]> {
  const { readConnectionFile } = await import('../engine');
  const read = await Promise.all(files.map((file) => ownMistake(readConnectionFile(resolve(file)))));
  return read.flat();
}

async function variablesOf({ envFile, envVar = [] }: FlowOptions): Promise<Readonly<Record<string, string>>> {
  const { readEnvironmentFile } = await import('../engine');
  const fromFile = envFile === undefined ? {} : await ownMistake(readEnvironmentFile(resolve(envFile)));
  return { ...fromFile, ...Object.fromEntries(envVar.map((pair) => parsePair('--env-var', pair))) };
}

/** `name=value`, as options write it. @throws UserMistake */
export function parsePair(option: string, pair: string): readonly [name: string, value: string] {
  const at = pair.indexOf('=');
  // The value is not shown: it may be a secret.
  if (at < 1) throw new UserMistake(`${option} "${at < 0 ? pair : '=…'}" is not of the form name=value.`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** Variant by node, from choices as written on the command line. @throws UserMistake */
export function variantsOf(choices: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(choices.map(parseVariant));
}

function parseVariant(choice: string): readonly [node: string, variant: string] {
  const [, node, variant] = /^['"]?\$\{([^.}]+)\.([^}]+)\}['"]?$/.exec(choice) ?? [];
  if (node === undefined || variant === undefined) {
    throw new UserMistake(
      `Invalid variant format: --variant ${choice}, variant should be in format of \${node.variant}.`,
      'Quote it: a shell expands ${…}.',
    );
  }
  return [node, variant];
}

/** Files that a command names are its user's business, not the flow's. */
async function ownMistake<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    throw new UserMistake(error instanceof Error ? error.message : String(error));
  }
}

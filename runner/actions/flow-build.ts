import { statSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { Connection } from '../../engine';
import type { PackageFile } from '../../engine/package';
import { UserMistake } from '../failure';
import { readConnections, variantsOf, type FlowOptions } from '../flow-options';
import { packagedConnections, packageFlow } from '../package-flow';
import { checkConfiguration } from '../session';

export interface FlowBuildRequest extends Pick<FlowOptions, 'root' | 'env' | 'connections' | 'variant'> {
  /** The flow's folder, or its file. */
  readonly folder: string;
  /** Folder to write. */
  readonly output: string;
  /** Name to serve the flow by. Default: its folder's. */
  readonly name?: string;
  /** Version of this package. */
  readonly version: string;
}

export interface FlowBuildResult {
  readonly name: string;
  readonly output: string;
  readonly files: number;
  /** Name for the image. */
  readonly image: string;
  /** Environment variables that must be set where the flow is served. */
  readonly variables: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Writes a Docker context that serves a flow: the files that would be registered of it, and the server that the
 * sandbox's endpoints run.
 * @throws UserMistake for a flow that cannot be packaged, saying why
 */
export async function flowBuild(request: FlowBuildRequest): Promise<FlowBuildResult> {
  const { folder: path, output, version } = request;
  const folder = isDefinition(path) ? dirname(path) : path;
  const { name = basename(path.endsWith('.prompty') ? path : folder, '.prompty') } = request;
  checkOutput(folder, output);
  const variants = variantsOf(request.variant);
  const connections = await definitions(request);
  const context = await packageFlow({ folder: path, name, version, variants, connections });
  await writeFiles(output, context.files);
  const { image, variables, warnings } = context;
  return { name, output, files: context.files.length, image, variables, warnings };
}

/** A flow may be named by its file; a prompty always is. */
function isDefinition(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** @throws UserMistake where the folder holds anything but an earlier context */
async function writeFiles(output: string, files: readonly PackageFile[]): Promise<void> {
  const { writeContext } = await import('../../engine/package');
  const { FlowError } = await import('../../engine');
  try {
    await writeContext(output, files);
  } catch (error) {
    if (error instanceof FlowError) throw new UserMistake(error.message);
    throw error;
  }
}

/** What the flow would take along would otherwise grow with every build. */
function checkOutput(folder: string, output: string): void {
  const path = relative(folder, output);
  const isInside = path === '' || !(path === '..' || path.startsWith(`..${sep}`) || resolve(path) === path);
  const holdsFlow = !relative(output, folder).startsWith('..');
  if (!isInside && !holdsFlow) return;
  throw new UserMistake(`The output ${output} and the flow ${folder} overlap.`, 'Choose a folder beside the flow.');
}

async function definitions({ root, env, connections = [] }: FlowBuildRequest): Promise<Connection[]> {
  const given = await readConnections(connections);
  if (env === undefined) return [...given];
  return [...(await packagedConnections(checkConfiguration({ root, env }).value.environment)), ...given];
}

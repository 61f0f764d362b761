import { readFile } from 'node:fs/promises';
import { basename, relative, resolve, sep } from 'node:path';
import type { Connection } from '../../engine';
import type { ConnectionUse, PackagedDefinition, PackageFile } from '../../engine/package';
import { connectionParameters } from '../../model/flow/python-tool';
import { environmentConnections } from '../connections';
import { UserMistake } from '../failure';
import { readConnections, variantsOf, type FlowOptions } from '../flow-options';
import { checkConfiguration } from '../session';

export interface FlowBuildRequest extends Pick<FlowOptions, 'root' | 'env' | 'connections' | 'variant'> {
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
  const { dockerContext, readDefinition, serverFiles, writeContext } = await import('../../engine/package');
  const { FlowError } = await import('../../engine');
  const { ContentError } = await import('../../azure/content/content-error');
  const { folder, output, version, name = basename(folder) } = request;
  checkOutput(folder, output);
  const variants = variantsOf(request.variant);
  try {
    const definition = await readDefinition(folder, variants);
    const files = await readFlowFiles(folder);
    const connections = await definitions(request);
    const context = dockerContext({
      name,
      version,
      variants,
      definition,
      files,
      server: await serverFiles(),
      connections,
      toolConnections: [...toolConnections(definition, files), ...entryConnections(definition, connections)],
    });
    await writeContext(output, context.files);
    const { image, variables, warnings } = context;
    return { name, output, files: context.files.length, image, variables, warnings };
  } catch (error) {
    if (error instanceof FlowError || error instanceof ContentError) throw new UserMistake(error.message);
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

async function readFlowFiles(folder: string): Promise<PackageFile[]> {
  const { readFlow } = await import('../../azure/assets/flow-content');
  const { files } = await readFlow(folder);
  return Promise.all(
    files.map(async ({ path, source, bytes }) => ({ path, content: bytes ?? (await readFile(source)) })),
  );
}

/** The connections that parameters of Python tools take, by node. */
function toolConnections(definition: PackagedDefinition, files: readonly PackageFile[]): ConnectionUse[] {
  return definition.nodes.flatMap(({ name: node, source, inputs }) => {
    const file = files.find(({ path }) => path === source?.path && path.endsWith('.py'));
    const parameters = file === undefined ? [] : [...connectionParameters(file.content.toString())];
    return parameters.flatMap((parameter) => {
      const input = inputs.get(parameter);
      return input?.kind === 'literal' && typeof input.value === 'string' ? [{ node, connection: input.value }] : [];
    });
  });
}

/** A flex flow without a sample is made of whatever it is given where it is served: it may use every connection. */
function entryConnections({ nodes }: PackagedDefinition, known: readonly Connection[]): ConnectionUse[] {
  const entries = nodes.filter(({ type, source, inputs }) => type === 'python' && !source && inputs.size === 0);
  return entries.flatMap(({ name: node }) => known.map(({ name: connection }) => ({ node, connection })));
}

/** Connections with `${env:…}` in the place of secrets: to package a flow nobody needs to know them. */
async function definitions({ root, env, connections = [] }: FlowBuildRequest): Promise<Connection[]> {
  const given = await readConnections(connections);
  if (env === undefined) return [...given];
  const { environment } = checkConfiguration({ root, env }).value;
  const provider = environmentConnections(environment, {
    secret: (variable) => `\${env:${variable}}`,
    token: () => Promise.reject(new Error('A flow that is packaged calls nothing.')),
  });
  const known = await Promise.all(environment.connections.map(({ name }) => provider.get(name)));
  return [...known, ...given];
}

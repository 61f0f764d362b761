import { readFile } from 'node:fs/promises';
import { type Connection } from '../engine';
import { type ConnectionUse, type DockerContext, type PackagedDefinition, type PackageFile } from '../engine/package';
import { type Environment } from '../model';
import { connectionParameters } from '../model/flow/python-tool';
import { environmentConnections } from './connections';
import { UserMistake } from './failure';

export interface FlowToPackage {
  /** The flow's folder, or its file. */
  readonly folder: string;
  /** Name to serve the flow by. */
  readonly name: string;
  /** Version of this package. */
  readonly version: string;
  /** Variant by node, in place of its default. */
  readonly variants: Readonly<Record<string, string>>;
  /** Connections that the flow may use. */
  readonly connections: readonly Connection[];
}

/**
 * The Docker context that serves a flow: the files that would be registered of it, and the server that the sandbox's
 * endpoints run.
 * @throws UserMistake for a flow that cannot be packaged, saying why
 */
export async function packageFlow(flow: FlowToPackage): Promise<DockerContext> {
  const { dockerContext, readDefinition, serverFiles } = await import('../engine/package');
  const { FlowError } = await import('../engine');
  const { ContentError } = await import('../azure/content/content-error');
  const { folder, variants, connections } = flow;
  try {
    const definition = await readDefinition(folder, variants);
    const files = await readFlowFiles(definition.folder);
    return dockerContext({
      ...flow,
      definition,
      files,
      server: await serverFiles(),
      toolConnections: [...toolConnections(definition, files), ...entryConnections(definition, connections)],
    });
  } catch (error) {
    if (error instanceof FlowError || error instanceof ContentError) throw new UserMistake(error.message);
    throw error;
  }
}

/** An environment's connections with `${env:…}` in the place of secrets: to package a flow nobody needs to know them. */
export async function packagedConnections(environment: Environment): Promise<Connection[]> {
  const provider = environmentConnections(environment, {
    secret: (variable) => `\${env:${variable}}`,
    token: () => Promise.reject(new Error('A flow that is packaged calls nothing.')),
  });
  return Promise.all(environment.connections.map(({ name }) => provider.get(name)));
}

async function readFlowFiles(folder: string): Promise<PackageFile[]> {
  const { readFlow } = await import('../azure/assets/flow-content');
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

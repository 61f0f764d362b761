import type { Connection } from '../connection';
import { FlowError } from '../error';
import { connectionFile, usedConnections, type ConnectionUse } from './connections';
import type { PackagedDefinition } from './definition';
import { dockerfile, dockerignore, imageName, startScript } from './dockerfile';
import { chooseFlowFiles, requirePackaged, withDefaultVariants, type PackageFile } from './flow-files';
import { readme } from './readme';

export interface DockerContextOptions {
  /** Name to show. */
  readonly name: string;
  /** Version to show: the engine's. */
  readonly version: string;
  readonly definition: PackagedDefinition;
  /** The flow's files, with what it includes of other folders. */
  readonly files: readonly PackageFile[];
  /** The program that serves it. */
  readonly server: readonly PackageFile[];
  /** Variant by node, in place of its default. */
  readonly variants: Readonly<Record<string, string>>;
  /** Connections that the flow may use; their secrets are not packaged. */
  readonly connections: readonly Connection[];
  /** Connections that parameters of Python tools take. Default: none. */
  readonly toolConnections?: readonly ConnectionUse[];
}

export interface DockerContext {
  /** Sorted by path. The same input gives the same bytes. */
  readonly files: readonly PackageFile[];
  /** Environment variables that must be set where the flow is served. */
  readonly variables: readonly string[];
  /** Name for the image. */
  readonly image: string;
  /** What whoever builds it should know. */
  readonly warnings: readonly string[];
}

/**
 * A folder from which Docker builds an image that serves a flow.
 * @throws FlowError for a flow that could not be served: a connection or a file is missing
 */
export function dockerContext(options: DockerContextOptions): DockerContext {
  const { name, version, definition, server, variants } = options;
  const { files, leftOut } = chooseFlowFiles(options.files);
  const definitionFile = files.find(({ path }) => path === definition.file);
  if (definitionFile === undefined) {
    const reason = leftOut.find(({ path }) => path === definition.file)?.reason;
    const message = `${definition.file} is left out ${reason === undefined ? 'by the ignore files of the flow' : `of the package: ${reason}`}.`;
    throw new FlowError('UserErrorException', message);
  }
  const used = usedConnections(definition, options.toolConnections ?? [], options.connections);
  const connections = used.map(connectionFile);
  const named = connections.flatMap((connection) => connection.variables);
  const variables = [...new Set([...named, ...(definition.variables ?? [])])].sort();
  const python = definition.nodes.some(({ type }) => type === 'python' || type === 'custom_llm');
  const requirements = requirementsOf(definition, files);
  const image = imageName(name);
  const flowPath = definition.file.endsWith('.prompty') ? `flow/${definition.file}` : 'flow';
  const context: PackageFile[] = [
    ...files
      .filter((file) => file !== definitionFile)
      .concat(withDefaultVariants(definitionFile, variants))
      .map((file) => ({ ...file, path: `flow/${file.path}` })),
    ...server.map((file) => ({ ...file, path: `server/${file.path}` })),
    ...connections.map(({ name: file, text }) => ({ path: `connections/${file}`, content: text })),
    {
      path: 'Dockerfile',
      content: dockerfile({
        name,
        python,
        connections: connections.length > 0,
        ...(requirements === undefined ? {} : { requirements }),
      }),
    },
    { path: '.dockerignore', content: dockerignore },
    { path: 'start.sh', content: startScript(name, version, flowPath), executable: true },
    { path: 'README.md', content: readme({ name, image, variables, python }) },
    {
      path: 'settings.json',
      content: `${JSON.stringify(Object.fromEntries(variables.map((variable) => [variable, ''])), undefined, 2)}\n`,
    },
  ];
  return {
    files: context.sort((left, right) => (left.path < right.path ? -1 : 1)),
    variables,
    image,
    warnings: [
      ...leftOut.map(({ path, reason }) => `${path} is not packaged: ${reason}.`),
      ...definition.ignored.map(
        (key) => `environment.${key} of the flow has no effect: the image is built on this engine, not prompt flow's.`,
      ),
      ...used.filter(usesEntra).map(entraWarning),
    ],
  };
}

function requirementsOf(definition: PackagedDefinition, files: readonly PackageFile[]): string | undefined {
  const { requirements } = definition;
  if (requirements !== undefined) {
    requirePackaged(files, requirements, 'environment.python_requirements_txt of the flow');
    return requirements;
  }
  return files.some(({ path }) => path === 'requirements.txt') ? 'requirements.txt' : undefined;
}

function usesEntra({ configs }: Connection): boolean {
  return configs['auth_mode'] === 'meid_token';
}

function entraWarning({ name }: Connection): string {
  return `Connection '${name}' has no key: the container needs an identity of Microsoft Entra ID with access to it.`;
}

/** Packages flows as Docker contexts that serve them with this engine. */
export type { ConnectionUse } from './connections';
export { dockerContext, type DockerContext, type DockerContextOptions } from './context';
export { readDefinition, type PackagedDefinition } from './definition';
export type { PackageFile } from './flow-files';
export { serverFiles } from './server-files';
export { writeContext } from './write';

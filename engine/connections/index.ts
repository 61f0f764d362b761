export { connectionFromJson, readConnectionFile, readEnvironmentFile } from './files';
export { connectionsFrom, type ConnectionSources } from './provider';

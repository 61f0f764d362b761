import { createHash } from 'node:crypto';
import { type Connection, type ConnectionProvider, connectionsFrom } from '../../engine';

/** Connections that are given, with what this process's environment defines beside them. */
export function localConnections(connections: readonly Connection[]): ConnectionProvider {
  return connectionsFrom({ connections, environment: process.env });
}

/** What connections lead to, without their secrets: with others, runs are made again. */
export function connectionsText(connections: readonly Connection[]): string {
  const places = connections.map(({ name, type, configs }) => [name, type, Object.entries(configs).sort()]);
  return createHash('sha256').update(JSON.stringify(places.sort())).digest('hex');
}

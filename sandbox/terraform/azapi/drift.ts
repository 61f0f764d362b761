import { type Json, type JsonObject } from '../../arm';
import { isObject } from './body';

export interface DriftOptions {
  readonly ignoreCasing: boolean;
  /** What the server does not return (a credential, say) counts as unchanged. */
  readonly ignoreMissing: boolean;
}

/**
 * The configured body with what differs on the server in place. Only what is configured is compared: properties that
 * the server adds are nobody's drift.
 */
export function observedBody(configured: JsonObject, server: JsonObject, options: DriftOptions): JsonObject {
  return observe(configured, server, options) as JsonObject;
}

function observe(configured: Json, server: Json | undefined, options: DriftOptions): Json {
  if (server === undefined) return options.ignoreMissing ? configured : null;
  if (isObject(configured) && isObject(server)) {
    return Object.fromEntries(
      Object.entries(configured).map(([name, value]) => [name, observe(value, server[name], options)]),
    );
  }
  if (Array.isArray(configured) && Array.isArray(server) && configured.length === server.length) {
    return configured.map((item: Json, index) => observe(item, (server as Json[])[index], options));
  }
  return sameScalar(configured, server, options) ? configured : server;
}

function sameScalar(configured: Json, server: Json, { ignoreCasing, ignoreMissing }: DriftOptions): boolean {
  if (configured === null) return ignoreMissing || server === null;
  if (typeof configured === 'string' && typeof server === 'string' && ignoreCasing)
    return configured.toLowerCase() === server.toLowerCase();
  return configured === server;
}

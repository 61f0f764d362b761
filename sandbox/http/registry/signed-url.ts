import { createHmac, timingSafeEqual } from 'node:crypto';
import { type OpenResourceGraph } from '../../arm';

const lifetimeMs = 3_600_000;

/** Adds to a URL of a registry's service what lets anyone who has it use it for an hour, as a shared access signature. */
export function signed(graph: OpenResourceGraph, registryId: string, url: string): string {
  const expires = Date.now() + lifetimeMs;
  return `${url}?se=${expires}&sig=${signature(graph, registryId, new URL(url).pathname, expires)}`;
}

/** True for a path and query that `signed` made, as long as they hold. */
export function isSigned(graph: OpenResourceGraph, registryId: string, url: URL): boolean {
  const expires = Number(url.searchParams.get('se'));
  const given = Buffer.from(url.searchParams.get('sig') ?? '', 'hex');
  const expected = Buffer.from(signature(graph, registryId, url.pathname, expires), 'hex');
  return expires > Date.now() && given.length === expected.length && timingSafeEqual(given, expected);
}

function signature(graph: OpenResourceGraph, registryId: string, path: string, expires: number): string {
  const key = graph.generatedKey(registryId, 'task files');
  return createHmac('sha256', key).update(`${path}\n${expires}`).digest('hex');
}

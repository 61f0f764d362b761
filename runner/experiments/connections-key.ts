import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Connection, type JsonValue } from '../../model';
import { type RunContext } from '../context';

/**
 * What an environment's connections lead to, as text that is the same as long as that is. It holds endpoints and
 * versions, no secret. In the sandbox the simulated model answers for every model, by rules that may change.
 * @param names only these connections; default: all, as nothing says which an evaluation flow uses
 */
export async function connectionsKey(
  { environment, cloud, project }: RunContext,
  names?: readonly string[],
): Promise<string> {
  const used = environment.connections.filter(({ name }) => names?.includes(name) ?? true);
  const places = used.map(placeOf);
  if (cloud.sandboxDirectory === undefined || used.length === 0) return JSON.stringify(places);
  const { simulationFiles } = await import('../clouds/sandbox');
  const rules = createHash('sha256');
  for (const file of simulationFiles(project)) rules.update(await readFile(file)).update('\0');
  return JSON.stringify(['simulated', rules.digest('hex'), places]);
}

function placeOf({ name, type, endpoint, apiVersion, organization, configs }: Connection): readonly JsonValue[] {
  const sorted = Object.entries(configs).sort(([one], [other]) => (one < other ? -1 : 1));
  return [name, type, endpoint ?? null, apiVersion ?? null, organization ?? null, sorted];
}

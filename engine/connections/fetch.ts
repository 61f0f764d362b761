import type { Connection, ConnectionProvider } from '../connection';
import { FlowError } from '../error';

/** Gets the connection that a node names, or says for which node it could not be had and why. */
export async function fetchConnection(
  provider: ConnectionProvider | undefined,
  name: string,
  node: string,
): Promise<Connection> {
  try {
    if (provider === undefined) throw new Error('no connections were given to the flow');
    return await provider.get(name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Get connection '${name}' for node '${node}' error: ${reason}`;
    throw new FlowError('GetConnectionError', message, { node, cause: error });
  }
}

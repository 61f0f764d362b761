import type { Connection, ConnectionProvider } from '../connection';

/** A provider of one connection. */
export function holding(connection: Connection): ConnectionProvider {
  return { get: () => Promise.resolve(connection) };
}

/** The same connections, and those that code in Python made. */
export function withAdded(
  provider: ConnectionProvider | undefined,
  added: ReadonlyMap<string, Connection>,
): ConnectionProvider {
  return {
    get: async (name) => {
      const connection = added.get(name) ?? (await provider?.get(name));
      if (connection === undefined) throw new Error('no connections were given to the flow');
      return connection;
    },
    ...(provider?.token === undefined ? {} : { token: provider.token.bind(provider) }),
  };
}

/** The connections for a prompty: the one that the code knows, else those of the flow. */
export function connectionsOf(provider: ConnectionProvider | undefined, given: Connection | undefined) {
  if (given === undefined) return provider === undefined ? {} : { connections: provider };
  return {
    connections: {
      ...holding(given),
      ...(provider?.token === undefined ? {} : { token: provider.token.bind(provider) }),
    },
  };
}

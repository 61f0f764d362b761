import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { readSettings, writeSettings } from './settings';

/** A server that listens on this machine only, and has nothing to answer with yet. */
export interface Listener {
  readonly server: Server;
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
}

/** Listens on the sandbox's port, or on another one, which is remembered, where that port is taken. */
export async function listen(directory: string): Promise<Listener> {
  const remembered = (await readSettings(directory))?.port;
  const server = (remembered === undefined ? undefined : await tryPort(remembered)) ?? (await bind(0));
  const { port } = server.address() as AddressInfo;
  if (port !== remembered) await writeSettings(directory, { formatVersion: 1, port });
  return { server, endpoint: `http://127.0.0.1:${String(port)}` };
}

async function tryPort(port: number): Promise<Server | undefined> {
  try {
    return await bind(port);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' || code === 'EACCES') return undefined;
    throw error;
  }
}

function bind(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}

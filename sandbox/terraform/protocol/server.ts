import { type Server as SocketServer, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import {
  type GrpcObject,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { type Provider } from '../provider';
import { ProviderService } from './service';

const definition = (
  loadPackageDefinition(
    loadSync(join(__dirname, 'provider.proto'), { keepCase: false, longs: Number, defaults: false, oneofs: true }),
  ) as unknown as { tfplugin6: GrpcObject & { Provider: ServiceClientConstructor } }
).tfplugin6.Provider.service;

/** Terraform reads schemas of up to 64 MiB; state and plans have no limit of ours. */
const unlimited = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };

export interface ListeningProvider {
  /** Path of the unix socket. */
  readonly socket: string;
  close(): Promise<void>;
}

/**
 * Serves a provider on a unix socket. Each connection gets a provider of its own: Terraform opens one for every
 * provider configuration, and two processes must not see each other's.
 */
export async function listen(socketPath: string, newProvider: () => Provider): Promise<ListeningProvider> {
  const connections = new Set<Socket>();
  const sockets = createServer((connection) => {
    const provider = newProvider();
    connections.add(connection);
    connection.on('close', () => {
      // When the host itself ends the connection, Terraform may still be at work.
      if (connections.delete(connection)) provider.close();
    });
    connection.on('error', () => connection.destroy());
    serveConnection(connection, provider);
  });
  await rm(socketPath, { force: true });
  await listening(sockets, socketPath);
  return {
    socket: socketPath,
    close: () =>
      new Promise((resolve) => {
        sockets.close(() => {
          resolve();
        });
        const open = [...connections];
        connections.clear();
        for (const connection of open) connection.destroy();
      }),
  };
}

function serveConnection(connection: Socket, provider: Provider): void {
  const server = new Server(unlimited);
  const service = new ProviderService(provider);
  server.addService(definition, {
    GetProviderSchema: unary(() => service.getProviderSchema()),
    ValidateProviderConfig: unary(() => service.validateProviderConfig()),
    ConfigureProvider: unary((request) => service.configureProvider(request as never)),
    ValidateResourceConfig: unary((request) => service.validateResourceConfig(request as never)),
    ValidateDataResourceConfig: unary((request) => service.validateDataResourceConfig(request as never)),
    UpgradeResourceState: unary((request) => service.upgradeResourceState(request as never)),
    ReadResource: unary((request) => service.readResource(request as never)),
    PlanResourceChange: unary((request) => service.planResourceChange(request as never)),
    ApplyResourceChange: unary((request) => service.applyResourceChange(request as never)),
    ImportResourceState: unary((request) => service.importResourceState(request as never)),
    ReadDataSource: unary((request) => service.readDataSource(request as never)),
    StopProvider: unary(() => service.stopProvider()),
  });
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  injector.injectConnection(connection);
  connection.on('close', () => {
    injector.destroy();
    server.forceShutdown();
  });
}

interface Call {
  readonly request: unknown;
}
type Reply = (error: Error | null, answer?: object) => void;

function unary(work: (request: unknown) => object | Promise<object>): (call: Call, reply: Reply) => void {
  return (call, reply) => {
    Promise.resolve()
      .then(() => work(call.request))
      .then(
        (result) => reply(null, result),
        (error: unknown) => reply(error instanceof Error ? error : new Error(String(error))),
      );
  };
}

function listening(sockets: SocketServer, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    sockets.once('error', reject);
    sockets.listen(path, () => {
      sockets.off('error', reject);
      resolve();
    });
  });
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenResourceGraph, type Principal } from '../arm';
import { azapiProvider } from './azapi/provider';
import { azureadBindings, azureadProvider } from './azuread/provider';
import { azurermBindings, azurermProvider } from './azurerm/provider';
import { type ProviderContext } from './behaviour/behaviour';
import { CreationJournal } from './creation-journal';
import { listen } from './protocol/server';
import { bindingSchemas } from './schema/schema-cache';

export interface ServeProvidersOptions {
  readonly graph: OpenResourceGraph;
  /** Folder for the unix sockets; keep it short: a socket's path must stay under 108 bytes. */
  readonly socketDirectory: string;
  /** Folder in which derived schemas are kept. Default: `socketDirectory`. */
  readonly cacheDirectory?: string;
  /** The process that serves: Terraform kills it when it cannot reach a socket. Default: this one. */
  readonly pid?: number;
  /** Whom Terraform acts as: what `data azurerm_client_config` answers. */
  readonly principal: Principal;
  /** Where a provider's configuration names no subscription or tenant. */
  readonly subscription: string;
  readonly tenant: string;
}

export interface ServedProviders {
  /** Value of `TF_REATTACH_PROVIDERS` for every terraform command. */
  readonly reattach: string;
  close(): Promise<void>;
}

const longestSocketPath = 107;

/**
 * Serves the emulated Terraform providers to the real Terraform.
 * @throws Error where the socket folder's path is too long for a unix socket.
 */
export async function serveProviders(options: ServeProvidersOptions): Promise<ServedProviders> {
  const { graph, principal, socketDirectory, subscription, tenant, pid = process.pid } = options;
  await mkdir(socketDirectory, { recursive: true, mode: 0o700 });
  const cache = options.cacheDirectory ?? socketDirectory;
  const journal = new CreationJournal(graph.directory);
  const newContext = (): ProviderContext => ({ graph, principal, journal: journal.session(), subscription, tenant });
  const azuread = bindingSchemas('@cdktf/provider-azuread', azureadBindings, cache);
  const azurerm = bindingSchemas('@cdktf/provider-azurerm', azurermBindings, cache);
  const providers = {
    'registry.terraform.io/hashicorp/azurerm': () => azurermProvider(azurerm, newContext()),
    'registry.terraform.io/hashicorp/azuread': () => azureadProvider(azuread, newContext()),
    'registry.terraform.io/azure/azapi': () => azapiProvider(newContext()),
  };
  const served = await Promise.all(
    Object.entries(providers).map(async ([address, newProvider]) => {
      const path = socketPath(socketDirectory, address);
      return { address, listening: await listen(path, newProvider) };
    }),
  );
  return {
    reattach: JSON.stringify(
      Object.fromEntries(
        served.map(({ address, listening }) => [
          address,
          {
            Protocol: 'grpc',
            ProtocolVersion: 6,
            Pid: pid,
            Test: true,
            Addr: { Network: 'unix', String: listening.socket },
          },
        ]),
      ),
    ),
    close: async () => {
      await Promise.all(served.map(({ listening }) => listening.close()));
    },
  };
}

function socketPath(directory: string, address: string): string {
  const path = join(directory, `${address.split('/').at(-1) ?? ''}.sock`);
  if (Buffer.byteLength(path) > longestSocketPath) {
    throw new Error(
      `The socket path ${path} has more than ${longestSocketPath} bytes: choose a shorter folder for the sockets.`,
    );
  }
  return path;
}

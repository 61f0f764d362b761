import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deployer } from './deployer';
import { type SandboxEvent } from './events';
import { attach, isHosting } from './host/client';
import { startHost } from './host/host';
import { authorizationFile, prepareDirectory } from './host/directory';
import { claimOwnership, type HostRecord, isOwnership, isOwnershipFile, type Ownership } from './host/ownership';
import { appServiceSegment } from './http/app-service/address';
import { statePath } from './http/console';
import { type SandboxState } from './http/console/state';
import { identityPath } from './http/identity';
import { openTokens, type Tokens } from './tokens';

export { deployer } from './deployer';
export { type SandboxEvent } from './events';
export { type EndpointStatus, type SandboxState } from './http/console/state';
export { type RequestRecord } from './http/inference/request-log';

export interface SandboxOptions {
  /** Where it keeps what it holds; made where it does not exist. */
  readonly directory: string;
  /** Files with rules of the simulated model; a host that runs already takes them in addition to its own. */
  readonly simulation?: readonly string[];
  /** Subscription of Terraform configurations that name none. Default: zeros. */
  readonly subscription?: string;
  /** Tenant of the deployer and of all identities. Default: zeros. */
  readonly tenant?: string;
  /** False where no Terraform will run: then its providers, which take a moment to start, do not. Default: true. */
  readonly terraform?: boolean;
  /** Told of what happens in it. Default: nobody is. */
  readonly onEvent?: (event: SandboxEvent) => void;
}

/** An emulated Azure. Nothing that it holds or answers is real. */
export interface Sandbox {
  /** Its real path. */
  readonly directory: string;
  /** True where this process hosts it; false where another one does. */
  readonly hosted: boolean;
  /** Base URL of Resource Manager and of all other services. */
  readonly endpoint: string;
  /** File that `curl -H @<file>` takes: the deployer's Authorization header, readable by its owner only. */
  readonly authorizationFile: string;
  /** A bearer token of the deployer, good for a day; for an application's audience, or for Azure's own services. */
  token(audience?: string): string;
  /** What a child process needs to take the sandbox for Azure: Terraform, programs with `@azure/identity`. */
  environment(): Record<string, string>;
  /** Base URL of the app with this host name. */
  appEndpoint(host: string): string;
  /** Base URL of a storage account's blobs. */
  blobEndpoint(account: string): string;
  /** Base URL of a container registry's own service. */
  registryEndpoint(loginServer: string): string;
  /** What it holds, and the requests that were answered last. */
  status(): Promise<SandboxState>;
  /** Stops serving where this process hosts; all that it holds is on disk. */
  close(): Promise<void>;
}

const zeros = '00000000-0000-0000-0000-000000000000';
const startLimitMs = 15_000;
const retryMs = 20;

/**
 * Opens the sandbox of a directory: connects to the process that hosts it, or hosts it in this one.
 * @throws Error where the directory belongs to something else, or its host does not answer.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const directory = await prepareDirectory(options.directory);
  const started = Date.now();
  for (;;) {
    const claim = await claimOwnership(directory);
    if (isOwnership(claim)) return host(claim, directory, options);
    const connected = await connect(claim, directory, options);
    if (connected !== undefined) return connected;
    if (Date.now() - started > startLimitMs) {
      throw new Error(
        `Process ${claim.pid} holds the sandbox in ${directory} but does not answer. End that process and try again.`,
      );
    }
    await delay(retryMs);
  }
}

/**
 * Removes all that a sandbox holds, Terraform's state of it included.
 * @throws Error where a process hosts it, or the directory is no sandbox's.
 */
export async function resetSandbox(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  const path = await prepareDirectory(directory);
  const claim = await claimOwnership(path);
  if (!isOwnership(claim)) {
    throw new Error(`Process ${claim.pid} hosts the sandbox in ${path}. Stop it, then reset the sandbox.`);
  }
  try {
    const entries = (await readdir(path)).filter((name) => !isOwnershipFile(name));
    await Promise.all(entries.map((name) => rm(join(path, name), { recursive: true, force: true })));
  } finally {
    await claim.release();
  }
}

async function host(ownership: Ownership, directory: string, options: SandboxOptions): Promise<Sandbox> {
  const { simulation = [], subscription = zeros, tenant = zeros, onEvent = () => undefined } = options;
  try {
    const running = await startHost({ directory, simulation, subscription, tenant, onEvent });
    try {
      const reattach = options.terraform === false ? undefined : await running.startTerraform();
      await ownership.announce(running.endpoint);
      onEvent({ type: 'hosting', endpoint: running.endpoint });
      return sandboxAt(running.endpoint, directory, options, running.tokens, reattach, async () => {
        await running.close();
        await ownership.release();
      });
    } catch (error) {
      await running.close();
      throw error;
    }
  } catch (error) {
    await ownership.release();
    throw error;
  }
}

async function connect(record: HostRecord, directory: string, options: SandboxOptions): Promise<Sandbox | undefined> {
  const { endpoint, pid } = record;
  if (endpoint === undefined || !(await isHosting(endpoint, pid, directory))) return undefined;
  const tokens = await openTokens(directory, options.tenant ?? zeros);
  const { token } = tokens.issue(deployer);
  const { simulation = [], terraform = true } = options;
  const attached = await attach(endpoint, token, { terraform, simulation });
  if (attached === undefined) return undefined;
  options.onEvent?.({ type: 'connected', endpoint, pid });
  return sandboxAt(endpoint, directory, options, tokens, attached.reattach);
}

function sandboxAt(
  endpoint: string,
  directory: string,
  { subscription = zeros, tenant = zeros }: SandboxOptions,
  tokens: Tokens,
  reattach: string | undefined,
  close?: () => Promise<void>,
): Sandbox {
  return {
    directory,
    hosted: close !== undefined,
    endpoint,
    authorizationFile: join(directory, authorizationFile),
    token: (audience) => tokens.issue(deployer, audience === undefined ? {} : { audience }).token,
    environment: () => ({
      ...(reattach === undefined ? {} : { TF_REATTACH_PROVIDERS: reattach }),
      CHECKPOINT_DISABLE: '1',
      LLMOPS_SANDBOX: directory,
      ARM_SUBSCRIPTION_ID: subscription,
      ARM_TENANT_ID: tenant,
      IDENTITY_ENDPOINT: endpoint + identityPath,
      IDENTITY_HEADER: tokens.identityHeader,
      AZURE_CLIENT_ID: deployer.clientId,
      // Without it a client secret in the caller's environment would be tried first, on the real Azure.
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    }),
    registryEndpoint: (loginServer) => `${endpoint}/registry/${loginServer.split('.')[0] ?? ''}`,
    appEndpoint: (host) => `${endpoint}/${appServiceSegment}/${host}`,
    blobEndpoint: (account) => `${endpoint}/blob/${account}`,
    status: async () => (await (await fetch(endpoint + statePath)).json()) as SandboxState,
    close: close ?? (() => Promise.resolve()),
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployer, openSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox';
import { builtInRoles } from '../../../sandbox/arm';

export const subscription = '11111111-1111-4111-8111-111111111111';
export const apiVersion = '2025-06-01';
export const group = `/subscriptions/${subscription}/resourceGroups/rg-test`;
export const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-test`;
export const storage = `${group}/providers/Microsoft.Storage/storageAccounts/sttest`;
export const registry = `${group}/providers/Microsoft.ContainerRegistry/registries/crtest`;
export const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-test`;
export const region = 'westeurope';

/** What ARM sends: a resource, a list or an error. */
export interface ArmDocument {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly identity?: { readonly principalId?: string };
  readonly value: readonly ArmDocument[];
  readonly error: { readonly code: string; readonly message: string };
}

/** An answer of ARM. */
export interface ArmAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Empty where the answer has no body. */
  readonly body: ArmDocument;
}

/** A sandbox in a folder of its own, and short ways to speak with it as the deployer. */
export class EmulatedAzure {
  private constructor(
    readonly sandbox: Sandbox,
    private readonly folder: string,
  ) {}

  static async open(options: Partial<SandboxOptions> = {}): Promise<EmulatedAzure> {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    const directory = join(folder, 'sandbox');
    return new EmulatedAzure(await openSandbox({ directory, subscription, terraform: false, ...options }), folder);
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Sends a request to ARM; `path` may carry a query. */
  async arm(method: string, path: string, body?: unknown, token = this.sandbox.token()): Promise<ArmAnswer> {
    const url = new URL(this.sandbox.endpoint + path);
    if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', apiVersion);
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text || '{}') as ArmDocument };
  }

  /** PUTs a resource and fails the test where ARM refuses it. */
  async put(id: string, body: Record<string, unknown>): Promise<ArmDocument> {
    const { status, body: answer } = await this.arm('PUT', id, { properties: {}, ...body });
    if (status >= 300) throw new Error(`PUT ${id}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Grants a built-in role; answers the id of the assignment. */
  async grant(principalId: string, role: string, scope: string): Promise<string> {
    const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
    const roleDefinitionId = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role] ?? ''}`;
    await this.put(id, { properties: { principalId, roleDefinitionId } });
    return id;
  }

  /** A workspace with its storage, registry and an identity, and the deployer's grants. */
  async createWorkspace(): Promise<{ readonly principalId: string; readonly clientId: string }> {
    await this.put(group, { location: region });
    await this.put(storage, { location: region });
    await this.put(registry, { location: region });
    const { properties } = await this.put(identity, { location: region });
    await this.put(workspace, {
      location: region,
      properties: { storageAccount: storage, containerRegistry: registry, systemDatastoresAuthMode: 'Identity' },
    });
    await this.grant(deployer.objectId, 'Storage Blob Data Contributor', storage);
    return properties as { principalId: string; clientId: string };
  }
}

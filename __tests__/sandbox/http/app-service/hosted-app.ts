import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { dirname, join } from 'node:path';
import { ImageStore, imagesFolder } from '../../../../sandbox/images/image-store';
import { EmulatedAzure, group, identity, region, registry } from '../emulated-workspace';
import { type FlowFiles } from '../inference/served-flow';

export const plan = `${group}/providers/Microsoft.Web/serverFarms/asp-test`;
export const app = `${group}/providers/Microsoft.Web/sites/app-test`;
export const slot = `${app}/slots/second`;
export const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-test`;
export const secretUri = 'https://kv-test.vault.azure.net/secrets/aoai-key';

const image = { registry: 'crtest', repository: 'greetings' };

export interface SiteSettings {
  readonly tag: string;
  /** App settings beside those of the identity and of the version. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface AppAnswer {
  readonly status: number;
  readonly cookie: string;
  readonly body: {
    readonly greeting?: string;
    readonly status?: string;
    readonly error?: { readonly code: string; readonly message: string };
  };
}

/** An app `app-test` in a sandbox of its own, with what it needs to run images of `crtest`. */
export class HostedApp {
  private constructor(
    readonly azure: EmulatedAzure,
    readonly identity: { readonly principalId: string; readonly clientId: string },
  ) {}

  static async open(): Promise<HostedApp> {
    const azure = await EmulatedAzure.open();
    await azure.put(group, { location: region });
    await azure.put(registry, { location: region });
    await azure.put(vault, { location: region, properties: { enableRbacAuthorization: true } });
    await azure.put(`${vault}/secrets/aoai-key`, { properties: { value: 'the key' } });
    await azure.put(plan, { location: region, sku: { name: 'S1' } });
    const { properties } = await azure.put(identity, { location: region });
    return new HostedApp(azure, properties as { principalId: string; clientId: string });
  }

  get store(): ImageStore {
    return new ImageStore(imagesFolder(this.azure.sandbox.directory));
  }

  /** Puts an image into the registry that serves the flow. */
  async push(tag: string, flow: FlowFiles, connection?: string): Promise<void> {
    await this.store.add({ ...image, tag }, `sha256:${tag}`, async (root) => {
      const files = Object.entries(flow).map(([path, text]) => [join('flow', path), text] as const);
      const all = connection === undefined ? files : [...files, [join('connections', 'one.yaml'), connection] as const];
      for (const [path, text] of all) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), text);
      }
    });
  }

  /** Makes or changes production or the slot. */
  async site(id: string, { tag, settings = {}, properties = {} }: SiteSettings): Promise<void> {
    await this.azure.put(id, {
      location: region,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
      properties: {
        serverFarmId: plan,
        keyVaultReferenceIdentity: identity,
        siteConfig: {
          linuxFxVersion: `DOCKER|crtest.azurecr.io/greetings:${tag}`,
          acrUserManagedIdentityID: this.identity.clientId,
        },
        appSettings: { AZURE_CLIENT_ID: this.identity.clientId, FLOW_DEPLOYMENT: tag, ...settings },
        ...properties,
      },
    });
  }

  async route(percent: number): Promise<void> {
    const rule = { name: 'second', actionHostName: 'app-test-second.azurewebsites.net', reroutePercentage: percent };
    await this.azure.put(`${app}/config/web`, { properties: { experiments: { rampUpRules: [rule] } } });
  }

  grant(role: 'AcrPull' | 'Key Vault Secrets User'): Promise<string> {
    return this.azure.grant(this.identity.principalId, role, role === 'AcrPull' ? registry : vault);
  }

  /** Sends a request by the host name, as a name server that leads here would have it. */
  send(
    path: string,
    options: { host?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<AppAnswer> {
    const { host = 'app-test.azurewebsites.net', headers = {}, body } = options;
    const { port } = new URL(this.azure.sandbox.endpoint);
    return new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const sent = httpRequest({ port, host: '127.0.0.1', path, method, headers: { ...headers, host } }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            cookie: response.headers['set-cookie']?.join() ?? '',
            body: (text.startsWith('{') ? JSON.parse(text) : {}) as AppAnswer['body'],
          });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  score(options: { path?: string; host?: string; headers?: Record<string, string> } = {}): Promise<AppAnswer> {
    const { path = '/score', ...rest } = options;
    return this.send(path, { ...rest, body: '{"name": "Ada"}' });
  }
}

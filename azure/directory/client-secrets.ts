import { AzureError } from '../error';
import { JsonRequests } from './json-requests';
import { type DirectoryTarget } from './target';

export interface ClientSecretRequest {
  /** Object id of the Entra application. */
  readonly application: string;
  /** Name of the vault that keeps the secret. */
  readonly vault: string;
  /** Name of the secret in it. */
  readonly secret: string;
  /** Days for which a new one is valid. */
  readonly days: number;
}

interface PasswordCredential {
  readonly keyId: string;
  readonly displayName?: string | null;
  readonly endDateTime: string;
}

interface SecretVersion {
  readonly attributes?: { readonly created?: number };
  readonly tags?: Readonly<Record<string, string>>;
}

/** Says of a password that it is ours to remove. */
const displayName = 'llmops';
/** Tag of the vault's secret that says which password it is; the password itself is never read back. */
const keyIdTag = 'llmops-key-id';
const dayMs = 24 * 3600 * 1000;
const graphScope = 'https://graph.microsoft.com/.default';
const vaultScope = 'https://vault.azure.net/.default';
/** Key Vault data plane. */
const vaultVersion = '7.4';

/**
 * Client secrets of applications, made by Microsoft Graph (v1.0) and written to a vault at once: they exist in this
 * process's memory between the two calls, and nowhere else.
 */
export class ClientSecrets {
  private constructor(
    private readonly target: DirectoryTarget,
    private readonly requests: JsonRequests,
  ) {}

  static async open(target: DirectoryTarget): Promise<ClientSecrets> {
    return new ClientSecrets(target, await JsonRequests.open(target.credential, target.graphEndpoint));
  }

  /**
   * Makes a new secret where the vault has none that is valid for another third of its days, and removes the ones
   * before it, those included that an interrupted run left behind.
   * @throws AzureError
   */
  async renew(request: ClientSecretRequest, now = new Date()): Promise<{ renewed: boolean; endsOn: Date }> {
    const own = (await this.#passwords(request.application)).filter((one) => one.displayName === displayName);
    const kept = await this.#keyIdInVault(request);
    const current = own.find(({ keyId }) => keyId === kept);
    const isFresh =
      current !== undefined && Date.parse(current.endDateTime) - now.getTime() >= (request.days * dayMs) / 3;
    const { keyId, endDateTime } = isFresh ? current : await this.#make(request, now);
    for (const old of own.filter((one) => one.keyId !== keyId)) await this.#remove(request.application, old.keyId);
    return { renewed: !isFresh, endsOn: new Date(endDateTime) };
  }

  async #make(request: ClientSecretRequest, now: Date): Promise<PasswordCredential> {
    const { application, vault, secret, days } = request;
    const endsOn = new Date(now.getTime() + days * dayMs);
    const { keyId, secretText } = (await this.#graph('POST', `${application}/addPassword`, {
      passwordCredential: { displayName, endDateTime: endsOn.toISOString() },
    })) as { readonly keyId: string; readonly secretText: string };
    try {
      const written = await this.#vault('PUT', vault, secret, {
        value: secretText,
        contentType: 'client secret',
        attributes: { exp: Math.floor(endsOn.getTime() / 1000) },
        tags: { [keyIdTag]: keyId },
      });
      if (written === undefined) throw missingVault(vault);
    } catch (error) {
      await this.#remove(application, keyId);
      throw error;
    }
    return { keyId, endDateTime: endsOn.toISOString() };
  }

  async #passwords(application: string): Promise<readonly PasswordCredential[]> {
    const answer = await this.#graph('GET', `${application}?$select=passwordCredentials`);
    return (answer as { passwordCredentials?: PasswordCredential[] } | undefined)?.passwordCredentials ?? [];
  }

  async #remove(application: string, keyId: string): Promise<void> {
    await this.#graph('POST', `${application}/removePassword`, { keyId });
  }

  /** Which password the newest version of the vault's secret is, by its tag; undefined where there is none. */
  async #keyIdInVault({ vault, secret }: ClientSecretRequest): Promise<string | undefined> {
    const answer = await this.#vault('GET', vault, `${secret}/versions`);
    const versions = (answer as { value?: readonly SecretVersion[] } | undefined)?.value ?? [];
    const [newest] = versions.toSorted((one, other) => createdOf(other) - createdOf(one));
    return newest?.tags?.[keyIdTag];
  }

  #graph(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    return this.requests.send({
      method,
      url: `${this.target.graphEndpoint}/v1.0/applications/${path}`,
      scope: graphScope,
      doing: `change the client secrets of application ${path.split(/[/?]/)[0] ?? ''}`,
      needs: 'to own the application, or the Entra role Application Administrator',
      ...(body !== undefined && { body }),
    });
  }

  #vault(method: 'GET' | 'PUT', vault: string, path: string, body?: unknown): Promise<unknown> {
    return this.requests.send({
      method,
      url: `${this.target.vaultEndpoint(vault)}/secrets/${path}?api-version=${vaultVersion}`,
      scope: vaultScope,
      doing: `keep the client secret in key vault ${vault}`,
      needs: `the role Key Vault Secrets Officer on key vault ${vault}, or its policy permissions Get, List and Set`,
      ...(body !== undefined && { body }),
    });
  }
}

function createdOf({ attributes }: SecretVersion): number {
  return attributes?.created ?? 0;
}

function missingVault(vault: string): AzureError {
  return new AzureError(`There is no key vault ${vault} to keep the client secret in.`, {
    code: 'VaultNotFound',
    hint: 'Name one that exists under servicePrincipal.secret.keyVault.',
  });
}

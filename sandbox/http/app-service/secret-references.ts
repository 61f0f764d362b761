import { type ArmResource, type Json, type JsonObject, type Principal, type ResourceGraph } from '../../arm';
import { objectOf, textOf } from '../../arm/json-values';
import { principalOf, type Site } from './site';

const readers = ['Key Vault Secrets User', 'Key Vault Secrets Officer', 'Key Vault Administrator'];

const reference = /^@Microsoft\.KeyVault\((.*)\)$/i;

/**
 * App settings as the container sees them. A reference that cannot be resolved stays as it is written, as in Azure: the
 * app sees the reference itself, and fails where it uses it as a key.
 */
export async function resolvedSettings(graph: ResourceGraph, site: Site): Promise<Record<string, string>> {
  const reader = principalOf(graph, site, site.referenceIdentity);
  const entries = Object.entries(site.settings).map(async ([name, value]) => {
    const [, inner] = reference.exec(value) ?? [];
    const secret = inner === undefined || reader === undefined ? undefined : await readSecret(graph, reader, inner);
    return [name, secret ?? value] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function readSecret(graph: ResourceGraph, reader: Principal, inner: string): Promise<string | undefined> {
  const named = nameOf(inner);
  const vault = graph
    .list('Microsoft.KeyVault/vaults')
    .find(({ name }) => name.toLowerCase() === named?.vault.toLowerCase());
  if (named === undefined || vault === undefined || !mayRead(graph, reader, vault)) return undefined;
  const secret = graph.get(`${vault.id}/secrets/${named.secret}`);
  if (secret === undefined) return undefined;
  const { value } = (await graph.action(secret.id, 'getvalue')) as { readonly value?: Json };
  return value === undefined || value === null ? undefined : textOf(value);
}

/** `SecretUri=https://<vault>.vault.azure.net/secrets/<name>[/<version>]` or `VaultName=…;SecretName=…`. */
function nameOf(inner: string): { readonly vault: string; readonly secret: string } | undefined {
  const parts = Object.fromEntries(
    inner.split(';').map((part) => [part.split('=')[0] ?? '', part.replace(/^[^=]*=/, '')]),
  );
  const [, vault = parts.VaultName, secret = parts.SecretName] =
    /^https:\/\/([^.]+)\.vault\.[^/]+\/secrets\/([^/]+)/.exec(parts.SecretUri ?? '') ?? [];
  return vault === undefined || secret === undefined ? undefined : { vault, secret };
}

function mayRead(graph: ResourceGraph, { objectId }: Principal, { id, properties }: ArmResource): boolean {
  if (properties.enableRbacAuthorization === true) return graph.hasRole(objectId, id, readers);
  const policies = Array.isArray(properties.accessPolicies) ? (properties.accessPolicies as readonly JsonObject[]) : [];
  return policies.some((policy) => {
    const { secrets } = objectOf(policy.permissions);
    const permissions = Array.isArray(secrets)
      ? (secrets as readonly Json[]).map((one) => textOf(one).toLowerCase())
      : [];
    return textOf(policy.objectId) === objectId && permissions.includes('get');
  });
}

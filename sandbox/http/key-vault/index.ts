import { type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  ArmError,
  type ArmResource,
  type Json,
  type JsonObject,
  objectOf,
  type OpenResourceGraph,
  type Principal,
  textOf,
} from '../../arm';

export interface KeyVaultServiceOptions {
  readonly graph: OpenResourceGraph;
  readonly principalOf: (request: FastifyRequest) => Principal | undefined;
}

interface SecretBody {
  readonly value?: string;
  readonly contentType?: string;
  readonly attributes?: JsonObject;
  readonly tags?: Readonly<Record<string, string>>;
}

type SecretParams = { readonly Params: { readonly vault: string; readonly name: string } };

const writers = ['Key Vault Secrets Officer', 'Key Vault Administrator'];

/**
 * The secrets of key vaults (data plane 7.4): set, and listed without their values. The sandbox keeps a fingerprint of a
 * value and its newest version only.
 */
export const keyVaultService: FastifyPluginAsync<KeyVaultServiceOptions> = async (app, { graph, principalOf }) => {
  app.setErrorHandler((error: Error, _request, reply) => sendError(reply, error));

  const vaultOf = (request: FastifyRequest<SecretParams>, permission: 'list' | 'set'): ArmResource => {
    const principal = principalOf(request);
    if (principal === undefined)
      throw new ArmError(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer token.');
    const { vault: name } = request.params;
    const vault = graph.list('Microsoft.KeyVault/vaults').find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (vault === undefined) throw new ArmError(404, 'VaultNotFound', `The sandbox has no vault '${name}'.`);
    if (!mayUse(graph, vault, principal, permission)) {
      const message = `Caller '${principal.name}' is not authorized to ${permission} secrets of vault '${vault.name}'.`;
      throw new ArmError(403, 'Forbidden', message);
    }
    return vault;
  };

  app.put<SecretParams & { Body: SecretBody }>('/:vault/secrets/:name', async (request) => {
    const vault = vaultOf(request, 'set');
    const { value = '', contentType, attributes = {}, tags = {} } = request.body;
    if (value === '') throw new ArmError(400, 'BadParameter', 'The request body has no value.');
    const secret = await graph.put(`${vault.id}/secrets/${request.params.name}`, {
      tags,
      properties: {
        value,
        changedAt: new Date().toISOString(),
        ...(contentType !== undefined && { contentType }),
        attributes: { enabled: true, ...attributes, created: Math.floor(Date.now() / 1000) },
      },
    });
    return listed(vault, secret);
  });

  app.get<SecretParams>('/:vault/secrets/:name/versions', (request) => {
    const vault = vaultOf(request, 'list');
    const secret = graph.get(`${vault.id}/secrets/${request.params.name}`);
    return { value: secret === undefined ? [] : [listed(vault, secret)], nextLink: null };
  });
  return Promise.resolve();
};

function mayUse(
  graph: OpenResourceGraph,
  vault: ArmResource,
  { objectId }: Principal,
  permission: 'list' | 'set',
): boolean {
  if (vault.properties.enableRbacAuthorization === true) return graph.hasRole(objectId, vault.id, writers);
  const policies = Array.isArray(vault.properties.accessPolicies)
    ? (vault.properties.accessPolicies as readonly Json[])
    : [];
  return policies
    .map((policy) => objectOf(policy))
    .filter((policy) => textOf(policy.objectId).toLowerCase() === objectId.toLowerCase())
    .some((policy) => {
      const { secrets } = objectOf(policy.permissions);
      return (
        Array.isArray(secrets) && (secrets as readonly Json[]).some((one) => textOf(one).toLowerCase() === permission)
      );
    });
}

/** A secret as it is listed: without its value. */
function listed(vault: ArmResource, { name, tags, properties }: ArmResource) {
  return {
    id: `https://${vault.name.toLowerCase()}.vault.azure.net/secrets/${name}`,
    attributes: properties.attributes,
    contentType: properties.contentType,
    tags: tags ?? {},
  };
}

async function sendError(reply: FastifyReply, error: Error & { readonly statusCode?: number }): Promise<void> {
  const { statusCode = 500, message } = error;
  const { status, code } = error instanceof ArmError ? error : { status: statusCode, code: 'InternalServerError' };
  await reply.status(status).send({ error: { code, message } });
}

import { randomUUID } from 'node:crypto';
import { type FastifyPluginAsync, type FastifyReply, type FastifyRequest } from 'fastify';
import { ArmError, type ArmResource, type OpenResourceGraph, type Principal, textOf } from '../../arm';
import { deployer } from '../../deployer';

export interface DirectoryServiceOptions {
  readonly graph: OpenResourceGraph;
  readonly principalOf: (request: FastifyRequest) => Principal | undefined;
}

interface PasswordBody {
  readonly passwordCredential?: { readonly displayName?: string; readonly endDateTime?: string };
  readonly keyId?: string;
}

const twoYearsMs = 2 * 365 * 24 * 3600 * 1000;

/** Microsoft Graph (v1.0) as far as client secrets of applications need it. Each secret is shown once, as Graph does. */
export const directoryService: FastifyPluginAsync<DirectoryServiceOptions> = async (app, { graph, principalOf }) => {
  app.setErrorHandler((error: Error, _request, reply) => sendError(reply, error));
  app.addHook('preHandler', async (request) => {
    const principal = principalOf(request);
    if (principal === undefined) throw new ArmError(401, 'InvalidAuthenticationToken', 'Access token is empty.');
    if (principal.objectId !== deployer.objectId) {
      const message = `Insufficient privileges: '${principal.name}' is not the sandbox's administrator.`;
      throw new ArmError(403, 'Authorization_RequestDenied', message);
    }
    return Promise.resolve();
  });

  const applicationOf = (objectId: string): ArmResource => {
    const application = graph.get(`/applications/${objectId}`);
    if (application !== undefined) return application;
    throw new ArmError(404, 'Request_ResourceNotFound', `Resource '${objectId}' does not exist.`);
  };

  app.get<{ Params: { id: string } }>('/v1.0/applications/:id', (request) => {
    const { id, properties } = applicationOf(request.params.id);
    const passwords = graph.list('Microsoft.Graph/applications/passwords', id);
    return {
      id: request.params.id,
      appId: properties.appId,
      displayName: properties.displayName,
      passwordCredentials: passwords.map((password) => ({ keyId: password.name, ...shown(password) })),
    };
  });

  app.post<{ Params: { id: string }; Body: PasswordBody }>('/v1.0/applications/:id/addPassword', async (request) => {
    const application = applicationOf(request.params.id);
    const { displayName = '', endDateTime } = request.body.passwordCredential ?? {};
    const password = await graph.put(`${application.id}/passwords/${randomUUID()}`, {
      properties: {
        displayName,
        startDateTime: new Date().toISOString(),
        endDateTime: endDateTime ?? new Date(Date.now() + twoYearsMs).toISOString(),
      },
    });
    return { keyId: password.name, ...shown(password), secretText: graph.generatedKey(password.id, 'value') };
  });

  app.post<{ Params: { id: string }; Body: PasswordBody }>(
    '/v1.0/applications/:id/removePassword',
    async (request, reply) => {
      const application = applicationOf(request.params.id);
      const { keyId = '' } = request.body;
      if (!(await graph.delete(`${application.id}/passwords/${keyId}`))) {
        throw new ArmError(400, 'Request_BadRequest', `No password credential found with keyId ${keyId}.`);
      }
      return reply.status(204).send();
    },
  );
  return Promise.resolve();
};

function shown({ properties }: ArmResource) {
  const { displayName, startDateTime, endDateTime } = properties;
  return {
    displayName: textOf(displayName),
    startDateTime: textOf(startDateTime),
    endDateTime: textOf(endDateTime),
  };
}

async function sendError(reply: FastifyReply, error: Error & { readonly statusCode?: number }): Promise<void> {
  const { statusCode = 500, message } = error;
  const { status, code } = error instanceof ArmError ? error : { status: statusCode, code: 'InternalServerError' };
  await reply.status(status).send({ error: { code, message } });
}

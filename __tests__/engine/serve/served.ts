import type { FastifyInstance } from 'fastify';
import { loadFlow, type LoadOptions } from '../../../engine';
import { createFlowServer, type FlowServerOptions } from '../../../engine/serve';
import { writeFlow, type Files } from '../flow-folder';

const servers: FastifyInstance[] = [];

/** Serves a flow without listening: tests inject requests. */
export async function serve(
  files: Files,
  options: Partial<FlowServerOptions> & Pick<LoadOptions, 'connections'> = {},
): Promise<FastifyInstance> {
  const flow = await loadFlow(writeFlow(files), { ...(options.connections && { connections: options.connections }) });
  const server = await createFlowServer({ version: '1.2.3', ...options, flow });
  servers.push(server);
  return server;
}

/** Sends a scoring request. */
export async function score(server: FastifyInstance, payload: unknown, headers: Record<string, string> = {}) {
  const response = await server.inject({
    method: 'POST',
    url: '/score',
    headers,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
  return { status: response.statusCode, text: response.body, headers: response.headers };
}

afterAll(() => Promise.all(servers.map((server) => server.close())));

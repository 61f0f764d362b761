import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FastifyPluginAsync } from 'fastify';
import { type SandboxState } from './state';

/** Path of the state that the console page shows. */
export const statePath = '/console/state.json';

/** The console: a page for people, and the state that it shows. Neither holds a secret. */
export function consoleService(state: () => SandboxState): FastifyPluginAsync {
  return async (app) => {
    const page = await readFile(join(__dirname, 'page.html'), 'utf8');
    app.get('/', async (_request, reply) =>
      reply
        .header(
          'content-security-policy',
          "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'",
        )
        .type('text/html; charset=utf-8')
        .send(page),
    );
    app.get(statePath, () => state());
  };
}

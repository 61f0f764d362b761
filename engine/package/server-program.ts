/**
 * The program that a flow's container runs: serves one flow until SIGTERM. `npm run build` bundles it, with all that it
 * needs, to dist/server, from where contexts copy it. It writes one JSON line to stdout for each thing that happens.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Connection } from '../connection';
import { connectionsFrom, readConnectionFile } from '../connections';
import { FlowError } from '../error';
import { loadFlow } from '../load/load-flow';
import { openTraces } from '../trace/traces';
import { entraToken } from './entra-token';
import {
  connectionProviderWarning,
  createFlowServer,
  servingEnvironment,
  workerRequests,
  type ServeEvent,
} from '../serve';

/** Variables by which whoever runs a container tunes it. */
const settings = {
  port: { variable: 'PORT', fallback: 8080 },
  maxConcurrentRequests: { variable: 'MAX_CONCURRENT_REQUESTS', fallback: 32 },
  timeoutSeconds: { variable: 'REQUEST_TIMEOUT_SECONDS', fallback: 300 },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      flow: { type: 'string', default: 'flow' },
      connections: { type: 'string', default: 'connections' },
      name: { type: 'string', default: 'flow' },
      version: { type: 'string', default: '' },
    },
  });
  const connections = connectionsFrom({
    connections: await readConnections(values.connections),
    environment: process.env,
  });
  const warning = connectionProviderWarning(process.env);
  if (warning !== undefined) report({ type: 'flow', event: { type: 'warning', message: warning } });
  const flow = await loadFlow(values.flow, {
    environmentVariables: servingEnvironment({}, process.env),
    connections: { get: connections.get.bind(connections), token: entraToken },
    onEvent: (event) => report({ type: 'flow', event }),
  });
  const server = await createFlowServer({
    flow,
    name: values.name,
    version: values.version,
    environment: process.env,
    maxConcurrentRequests: setting('maxConcurrentRequests', workerRequests(process.env)),
    timeoutMs: setting('timeoutSeconds') * 1000,
    traces: await openTraces({ mask: flow.mask, onEvent: (event) => report({ type: 'flow', event }) }),
    onEvent: report,
  });
  const stop = (): void => void server.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const host = process.env['SERVING_HOST'] ?? '0.0.0.0';
  write({ type: 'started', name: values.name, url: await server.listen({ host, port: setting('port') }) });
}

async function readConnections(folder: string): Promise<Connection[]> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  return (await Promise.all(names.sort().map((name) => readConnectionFile(join(folder, name))))).flat();
}

function setting(name: keyof typeof settings, otherwise?: number): number {
  const { variable, fallback } = settings[name];
  const text = process.env[variable];
  if (text === undefined || text === '') return otherwise ?? fallback;
  if (/^\d+$/.test(text) && (name === 'port' || Number(text) > 0)) return Number(text);
  throw new FlowError(
    'UserErrorException',
    `The environment variable ${variable} must be a whole number, not '${text}'.`,
  );
}

/** The start and end of every node would drown what matters in a log. */
function report(event: ServeEvent): void {
  if (event.type === 'flow' && !['printed', 'warning', 'retry'].includes(event.event.type)) return;
  write(event);
}

function write(line: object): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
}

main().catch((error: unknown) => {
  const { code, message } = FlowError.from(error);
  write({ type: 'failed', code, message });
  // A tool's process may still be ending; the container has nothing to wait for.
  process.exit(1);
});

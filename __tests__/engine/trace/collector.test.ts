import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FlowEvent } from '../../../engine';
import { node, writeFlow } from '../flow-folder';
import { plain, readSpans, spansOf, type OtlpRequest } from './read-spans';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A collector on loopback that keeps what it is sent. */
async function startCollector(status = 200) {
  const requests: { path: string; header: string | undefined; body: OtlpRequest }[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const header = request.headers['x-team'] as string | undefined;
      requests.push({ path: request.url ?? '', header, body: JSON.parse(text) });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  servers.push(server);
  return { requests, url };
}

/** Runs a flow of one template for each name in a process of its own, as the SDK reads the process's environment. */
async function greet(names: readonly string[], environment: Readonly<Record<string, string>>) {
  const folder = writeFlow({
    'flow.dag.yaml': `inputs: {name: {type: string}}\noutputs: {}\nnodes:\n${node('hello', 'hello.jinja2', 'name: "${inputs.name}"')}`,
    'hello.jinja2': 'Hello {{ name }}',
  });
  const file = join(folder, 'traces.jsonl');
  const script = `const { loadFlow, openTraces } = require(${JSON.stringify(join(process.cwd(), 'dist/engine'))});
(async () => {
  const events = [];
  const flow = await loadFlow(${JSON.stringify(folder)});
  const traces = await openTraces({ file: ${JSON.stringify(file)}, onEvent: (event) => events.push(event) });
  for (const name of ${JSON.stringify(names)}) await traces.run(flow, { name });
  await traces.close();
  await flow.close();
  const sdk = Object.keys(require.cache).filter((path) => path.includes('@opentelemetry')).length;
  console.log(JSON.stringify({ events, sdk }));
})();`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env: environment });
  return { file, ...(JSON.parse(stdout) as { events: readonly FlowEvent[]; sdk: number }) };
}

test('a collector that the environment names gets the same spans as the file', async () => {
  const collector = await startCollector();
  const { file, events } = await greet(['Ada', 'Bo'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-team=contoso',
    OTEL_SERVICE_NAME: 'triage',
  });
  expect(collector.requests[0]).toMatchObject({ path: '/v1/traces', header: 'contoso' });
  const sent = collector.requests.flatMap(({ body }) => spansOf(body));
  // The SDK's own writing of the spans is the proof that the lines of the file are what the protocol asks for.
  expect(sent).toMatchObject(readSpans(file));
  expect(sent).toHaveLength(4);
  const resource = collector.requests[0]?.body.resourceSpans[0]?.resource;
  expect(plain(resource?.attributes ?? [])).toMatchObject({ 'service.name': 'triage' });
  expect(events).toEqual([]);
});

test('a collector that refuses costs a warning, and the run goes on', async () => {
  const collector = await startCollector(400);
  const { events, file } = await greet(['Ada'], { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  expect(events).toEqual([
    { type: 'warning', message: expect.stringContaining('Traces did not arrive at the collector') },
  ]);
  expect(readSpans(file)).toHaveLength(2);
});

test('nothing is sent, and no SDK loaded, when tracing is switched off', async () => {
  const collector = await startCollector();
  const { sdk } = await greet(['Ada'], { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SDK_DISABLED: 'true' });
  expect(collector.requests).toEqual([]);
  expect(sdk).toBe(0);
});

import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { serve, type Service, type ServiceServer } from '../../../sandbox/http/server';

let server: Server;
let services: ServiceServer | undefined;
let base: string;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => services?.close());

/** A service that answers how often it was loaded. */
function counting(segment: string, failures = 0): Service {
  let loads = 0;
  return {
    segments: [segment],
    load: () => {
      loads += 1;
      if (loads <= failures) return Promise.reject(new Error('no luck'));
      const answer = { loads };
      return Promise.resolve(async (app) => {
        app.get(`/${segment}`, () => answer);
        return Promise.resolve();
      });
    },
  };
}

const get = async (path: string) => {
  const response = await fetch(base + path);
  return [response.status, await response.json()];
};

test('a service is loaded by its first request, and once', async () => {
  const [asked, other] = [counting('asked'), counting('other')];
  services = serve(server, [asked, other]);
  const answers = await Promise.all([get('/asked'), get('/asked'), get('/asked')]);
  expect(answers).toEqual(Array(3).fill([200, { loads: 1 }]));
  expect(await get('/other')).toEqual([200, { loads: 1 }]);
});

test('a service that cannot be loaded says why, and is tried again', async () => {
  services = serve(server, [counting('shaky', 1)]);
  expect(await get('/shaky')).toMatchObject([500, { error: { message: expect.stringContaining('no luck') } }]);
  expect(await get('/shaky')).toEqual([200, { loads: 2 }]);
});

test('a restarted service loads again', async () => {
  const service = counting('fresh');
  services = serve(server, [service]);
  await get('/fresh');
  services.restart(service);
  expect(await get('/fresh')).toEqual([200, { loads: 2 }]);
});

test('what no service answers is a 404 that names the path', async () => {
  services = serve(server, [counting('asked')]);
  expect(await get('/absent/thing')).toEqual([
    404,
    { error: { code: 'NotFound', message: "The sandbox serves nothing at '/absent/thing'." } },
  ]);
});

test('every answer says that it is simulated and carries an id', async () => {
  services = serve(server, [counting('asked')]);
  const { headers } = await fetch(`${base}/asked`);
  expect(headers.get('x-ms-simulated')).toBe('true');
  expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

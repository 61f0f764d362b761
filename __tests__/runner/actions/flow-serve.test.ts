import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ExampleProject } from '../../end-to-end/project';

const project = new ExampleProject(['reply-composer']);
afterAll(() => project.remove());

const flow = 'flows/reply-composer/standard';

test('a flow is served until the server is told to stop', async () => {
  const server = project.start(['flow', 'serve', flow, '--port', '0', '--json']);
  const [line] = (await once(server.stdout!, 'data')) as [Buffer];
  const { type, name, url } = JSON.parse(line.toString()) as { type: string; name: string; url: string };
  expect([type, name]).toEqual(['started', 'standard']);

  const body = project.read('flows/reply-composer/sample-request.json');
  const answer = await fetch(`${url}/score`, { method: 'POST', body });
  expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ needs_review: false })]);

  server.kill('SIGTERM');
  expect(await once(server, 'close')).toEqual([0, null]);
});

test('a port that is taken is named, with what to do', async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  try {
    const { port } = other.address() as AddressInfo;
    const { exitCode, stderr } = await project.run(['flow', 'serve', flow, '--port', `${port}`]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(new RegExp(`Port ${port} of 127.0.0.1 is taken.*--port`, 's'));
  } finally {
    other.close();
  }
});

test('a flow that cannot be loaded ends the server with the reason', async () => {
  const { exitCode, stderr } = await project.run(['flow', 'serve', flow, '--variant', '${write_opening.rude}']);
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/cannot be served\. \w+: .*rude/)]);
});

test('a variable that cannot be read ends the server with the reason', async () => {
  const { exitCode, stderr } = await project.run(['flow', 'serve', flow, '--port', '0'], {
    PROMPTFLOW_RESPONSE_INCLUDED_FIELDS: 'subject',
  });
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('must be a JSON list of output names')]);
});

test('options out of range are refused', async () => {
  const { exitCode, stderr } = await project.run(['flow', 'serve', flow, '--max-concurrent', '0']);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--max-concurrent must be a whole number from 1')]);
});

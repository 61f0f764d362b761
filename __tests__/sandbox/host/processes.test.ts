import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openSandbox, resetSandbox } from '../../../sandbox';
import { prepareDirectory } from '../../../sandbox/host/directory';
import { HostingProcess } from './hosting-process';

let folder: string;
let directory: string;
const started: HostingProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  directory = join(folder, 'sandbox');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((process) => process.kill()));
  rmSync(folder, { recursive: true, force: true });
});

function start(): HostingProcess {
  const process = HostingProcess.start(directory);
  started.push(process);
  return process;
}

test('of processes that open a sandbox at the same time one hosts it and the others use it', async () => {
  const opened = await Promise.all([start(), start(), start(), start()].map((process) => process.opened()));
  expect(opened.filter(({ hosted }) => hosted)).toHaveLength(1);
  expect(new Set(opened.map(({ endpoint }) => endpoint)).size).toBe(1);
});

test('a new folder that many mark at the same moment is marked once, and nothing else is left in it', async () => {
  for (let round = 0; round < 20; round += 1) {
    const fresh = join(folder, `fresh-${round}`);
    const paths = await Promise.all(Array.from({ length: 16 }, () => prepareDirectory(fresh)));
    expect(new Set(paths).size).toBe(1);
    expect(readdirSync(fresh)).toEqual(['sandbox.json']);
  }
});

test('a killed host leaves nothing that blocks the next one, which serves at the same address', async () => {
  const process = start();
  const first = await process.opened();
  await process.kill();
  const sandbox = await openSandbox({ directory, terraform: false });
  try {
    expect([sandbox.hosted, sandbox.endpoint]).toEqual([true, first.endpoint]);
    const answer = await fetch(`${sandbox.endpoint}/subscriptions?api-version=2022-12-01`, {
      headers: { authorization: `Bearer ${first.token}` },
    });
    expect(answer.status).toBe(200);
  } finally {
    await sandbox.close();
  }
});

test('whenever a host is killed, the next one starts', async () => {
  for (const milliseconds of [20, 60, 90, 110, 130, 160, 200]) {
    const process = start();
    await delay(milliseconds);
    await process.kill();
  }
  const sandbox = await openSandbox({ directory, terraform: false });
  expect(sandbox.hosted).toBe(true);
  await sandbox.close();
});

test('a client takes over from a host that closes', async () => {
  const process = start();
  const { endpoint } = await process.opened();
  const client = await openSandbox({ directory, terraform: false });
  expect(client.hosted).toBe(false);
  await client.close();
  expect((await fetch(`${endpoint}/host/health`)).status).toBe(200);
  await process.close();
  const successor = await openSandbox({ directory, terraform: false });
  expect([successor.hosted, successor.endpoint]).toEqual([true, endpoint]);
  await successor.close();
});

test('clients that open it while its host is killed find another host', async () => {
  const process = start();
  await process.opened();
  const clients = [start(), start()].map((client) => client.opened());
  await delay(100);
  await process.kill();
  expect((await Promise.all(clients)).map(({ endpoint }) => endpoint)).toEqual(Array(2).fill(expect.any(String)));
});

test('a sandbox that another process hosts is not reset', async () => {
  const process = start();
  await process.opened();
  await expect(resetSandbox(directory)).rejects.toThrow(/Process \d+ hosts the sandbox/);
  await process.close();
  await resetSandbox(directory);
});

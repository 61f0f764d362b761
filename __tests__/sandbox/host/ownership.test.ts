import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { claimOwnership, type HostRecord, isOwnership, type Ownership } from '../../../sandbox/host/ownership';
import { isAlive, thisProcess } from '../../../sandbox/host/process-identity';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ownership-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const record = (state: HostRecord) => writeFileSync(join(directory, 'host-3.json'), JSON.stringify(state));
const endedPid = () => spawnSync('true').pid;

test('of any number of claims at once one succeeds', async () => {
  const claims = await Promise.all(Array.from({ length: 20 }, () => claimOwnership(directory)));
  expect(claims.filter(isOwnership)).toHaveLength(1);
});

test('who comes second learns who owns it and where it serves', async () => {
  const owner = (await claimOwnership(directory)) as Ownership;
  expect(await claimOwnership(directory)).toEqual({ ...thisProcess(), state: 'starting' });
  await owner.announce('http://127.0.0.1:1');
  expect(await claimOwnership(directory)).toEqual({
    ...thisProcess(),
    state: 'serving',
    endpoint: 'http://127.0.0.1:1',
  });
});

test('after a release many claims again give one owner', async () => {
  for (let round = 0; round < 5; round += 1) {
    const claims = await Promise.all(Array.from({ length: 5 }, () => claimOwnership(directory)));
    const [owner, ...others] = claims.filter(isOwnership);
    expect(others).toEqual([]);
    await owner?.release();
  }
  expect(readdirSync(directory)).toEqual(['host-5.json']);
});

test('a dead owner is succeeded by one of those that notice', async () => {
  record({ pid: endedPid(), state: 'serving', endpoint: 'http://127.0.0.1:1' });
  const claims = await Promise.all(Array.from({ length: 10 }, () => claimOwnership(directory)));
  expect(claims.filter(isOwnership)).toHaveLength(1);
});

test('a process that merely has the id of a dead owner does not count as it', async () => {
  record({ pid: process.pid, started: 'another boot:1', state: 'serving' });
  expect(isOwnership(await claimOwnership(directory))).toBe(true);
});

test('this process is alive, and one that has ended is not', () => {
  expect(isAlive(thisProcess())).toBe(true);
  expect(isAlive({ pid: endedPid() })).toBe(false);
});

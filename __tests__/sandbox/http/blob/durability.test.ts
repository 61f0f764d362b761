import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBlobStore } from '../../../../sandbox/http/blob';
import { startBlobServer } from './blob-server';

/** Writes blobs for ever, replacing each once, and says which are done. The compiled store: no transpiler in the child. */
const writer = `
const { openBlobStore } = require(process.argv[1]);
const store = openBlobStore(process.argv[2]);
const write = (name, text) =>
  store.write({ account: 'st', container: 'c', name }, { size: text.length, headers: {}, metadata: {} }, [Buffer.from(text)], () => undefined);
(async () => {
  for (let n = 0; ; n++) {
    await write('blob' + n, 'x'.repeat(n * 100));
    await write('blob' + n, 'y'.repeat(n * 100));
    process.stdout.write(n + '\\n');
  }
})();`;
const compiled = join(__dirname, '../../../../dist/sandbox/http/blob/index.js');

test('whatever moment a writer is killed at, all that it had finished is there, and nothing is there by half', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'blob-'));
  for (const moment of [150, 200, 250]) {
    rmSync(directory, { recursive: true, force: true });
    const child = spawn(process.execPath, ['-e', writer, compiled, directory]);
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await sleep(moment);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));

    const store = openBlobStore(directory);
    const finished = output.trim().split('\n').length;
    const names = await store.list('st', 'c', '');
    expect(names.length).toBeGreaterThanOrEqual(finished);
    for (const name of names) {
      const n = Number(name.slice('blob'.length));
      const text = (await store.read('st', 'c', name))!.toString();
      expect(text).toMatch(n < finished ? /^y*$/ : /^(x*|y*)$/);
      expect(text).toHaveLength(n * 100);
    }
  }
  rmSync(directory, { recursive: true, force: true });
});

test('a service that starts again has the blobs, and clears away what a killed one left', async () => {
  const first = await startBlobServer();
  await first.flows.uploadBlockBlob('kept', 'x', 1);
  await first.close();
  writeFileSync(join(first.directory, '.writing', 'half'), 'half a blob');
  for (const [account, container] of [
    ['stcontosodev', 'not-in-the-graph'],
    ['stnotinthegraph', 'flows'],
  ] as const) {
    const blob = { size: 1, headers: {}, metadata: {} };
    await first.store.write({ account, container, name: 'a' }, blob, [Buffer.from('a')], () => undefined);
  }

  const second = await startBlobServer(first.root);
  expect((await second.flows.getBlobClient('kept').downloadToBuffer()).toString()).toBe('x');
  expect(readdirSync(second.directory).filter((name) => !name.startsWith('.deleted'))).toEqual(['stcontosodev']);
  expect(readdirSync(join(second.directory, 'stcontosodev'))).toEqual(['flows']);
  await second.close();
  rmSync(second.root, { recursive: true, force: true, maxRetries: 3 });
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashFlow } from '../../../experiments/local/folder-hash';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'llmops-hash-'));
  mkdirSync(join(root, 'flow'));
});
afterEach(() => rmSync(root, { recursive: true }));

const hashIncluding = (...included: readonly string[]) => {
  writeFileSync(join(root, 'flow/flow.dag.yaml'), JSON.stringify({ additional_includes: included }));
  return hashFlow(join(root, 'flow'));
};

test('the hash is that of the files, with those of included files and folders', async () => {
  mkdirSync(join(root, 'folder'));
  for (const file of ['one.py', 'folder/two.py']) writeFileSync(join(root, file), 'x = 1\n');
  const hash = () => hashIncluding('../one.py', '../folder', '../absent.py', '../one.py/absent.py');
  const first = await hash();
  expect(await hash()).toBe(first);
  writeFileSync(join(root, 'folder/two.py'), 'x = 2\n');
  const second = await hash();
  expect(second).not.toBe(first);
  writeFileSync(join(root, 'one.py'), 'x = 2\n');
  expect(await hash()).not.toBe(second);
});

test('an include that cannot be read is named, not left out', async () => {
  symlinkSync('circle', join(root, 'circle'));
  await expect(hashIncluding('../circle')).rejects.toThrow(new RegExp(`ELOOP.*${join(root, 'circle')}`));
});

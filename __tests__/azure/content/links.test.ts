import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { hashContent, readContent } from '../../../azure';
import { folderWith, removeFolders } from './folder';

afterEach(removeFolders);

describe('links in a flow folder', () => {
  test('to a file or a folder inside it stand for what they name', async () => {
    const linked = await folderWith({ 'shared/text.py': 'x = 1', 'flow.dag.yaml': '' });
    await symlink('shared/text.py', join(linked, 'text.py'));
    await symlink('shared', join(linked, 'library'));
    const copied = await folderWith({
      'shared/text.py': 'x = 1',
      'flow.dag.yaml': '',
      'text.py': 'x = 1',
      'library/text.py': 'x = 1',
    });
    expect(await hashContent(linked)).toBe(await hashContent(copied));
  });

  test('that lead out of it are refused, so that nothing of this machine is registered by accident', async () => {
    const outside = await folderWith({ id_rsa: 'private' });
    const folder = await folderWith({ 'flow.dag.yaml': '' });
    await symlink(join(outside, 'id_rsa'), join(folder, 'key'));
    const refusal = { name: 'ContentError', code: 'link-outside', path: join(folder, 'key') };
    await expect(hashContent(folder)).rejects.toMatchObject(refusal);
  });

  test('to a sibling whose name begins like the folder are outside as well', async () => {
    const parent = await folderWith({ 'flow/flow.dag.yaml': '', 'flow-secrets/key': '' });
    await symlink('../flow-secrets/key', join(parent, 'flow/key'));
    await expect(hashContent(join(parent, 'flow'))).rejects.toMatchObject({ code: 'link-outside' });
  });

  test.each([
    ['to its own folder', '.', 'loop'],
    ['to a folder above it', '..', 'nested/loop'],
    ['to itself', 'loop', 'loop'],
  ])('%s are refused instead of followed for ever', async (_where, to, at) => {
    const folder = await folderWith({ 'flow.dag.yaml': '' });
    await mkdir(join(folder, 'nested'));
    await symlink(to, join(folder, at));
    await expect(hashContent(folder)).rejects.toMatchObject({ code: 'link-loop', path: join(folder, at) });
  });

  test('through each other in a circle are refused', async () => {
    const folder = await folderWith({ 'one/a': '', 'two/b': '' });
    await symlink('../two', join(folder, 'one/two'));
    await symlink('../one', join(folder, 'two/one'));
    await expect(hashContent(folder)).rejects.toMatchObject({ code: 'link-loop' });
  });

  test('to nothing are refused, unless an ignore file leaves them out', async () => {
    const folder = await folderWith({ 'flow.dag.yaml': '' });
    await symlink('gone.py', join(folder, 'parse.py'));
    await expect(hashContent(folder)).rejects.toMatchObject({ code: 'link-broken', path: join(folder, 'parse.py') });
    const ignored = await folderWith({ 'flow.dag.yaml': '', '.amlignore': 'parse.py' });
    await symlink('gone.py', join(ignored, 'parse.py'));
    expect((await readContent(ignored)).files).toHaveLength(1);
  });

  test('as the flow folder itself are followed', async () => {
    const folder = await folderWith({ 'real/flow.dag.yaml': 'x', 'real/nested/a.py': '' });
    await symlink('real', join(folder, 'link'));
    expect(await hashContent(join(folder, 'link'))).toBe(await hashContent(join(folder, 'real')));
  });
});

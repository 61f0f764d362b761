import { createHash } from 'node:crypto';
import { appendFile, chmod, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { hashContent, readContent } from '../../../azure';
import { folderWith, removeFolders } from './folder';

afterEach(removeFolders);

const fileName = fc.stringMatching(/^[a-zA-Z0-9äß日 _-]{1,12}(\.py|\.jinja2)?$/).filter((name) => name.trim() === name);
const path = fc.array(fileName, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
/** Trees in which no file stands where another has a folder. */
const tree = fc
  .dictionary(path, bytes, { minKeys: 1, maxKeys: 6 })
  .filter((files) =>
    Object.keys(files).every((one) => !Object.keys(files).some((other) => other.startsWith(`${one}/`))),
  );

/** The documented format, written down a second time. */
function hashByHand(files: Readonly<Record<string, Buffer>>): string {
  const hash = createHash('sha256');
  const byCodeUnits = (one: string, other: string): number => (one < other ? -1 : 1);
  for (const name of Object.keys(files).sort(byCodeUnits)) {
    const encoded = Buffer.from(name);
    const lengths = [Buffer.alloc(4), Buffer.alloc(8)] as const;
    lengths[0].writeUInt32BE(encoded.length);
    lengths[1].writeBigUInt64BE(BigInt(files[name]!.length));
    hash.update(Buffer.concat([lengths[0], encoded, lengths[1], files[name]!]));
  }
  return hash.digest('hex');
}

describe('the hash of a folder', () => {
  test('is that of its sorted paths and bytes, in whatever order the files were written', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (files) => {
        const reversed = Object.fromEntries(Object.entries(files).reverse());
        const expected = hashByHand(files);
        expect(await hashContent(await folderWith(files))).toBe(expected);
        expect(await hashContent(await folderWith(reversed))).toBe(expected);
      }),
      { numRuns: 40 },
    );
  });

  test('changes with any byte of any file', async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.nat(), fc.integer({ min: 1, max: 255 }), async (files, which, change) => {
        const [name, content] = Object.entries(files)[which % Object.keys(files).length]!;
        const changed = content.length === 0 ? Buffer.from([change]) : Buffer.from(content);
        if (content.length > 0) changed[which % content.length]! ^= change;
        const before = await hashContent(await folderWith(files));
        expect(await hashContent(await folderWith({ ...files, [name]: changed }))).not.toBe(before);
      }),
      { numRuns: 40 },
    );
  });

  test('tells a byte of a name from a byte of the content, and two files from one', async () => {
    const folders = [{ ab: 'c' }, { a: 'bc' }, { a: 'b', c: '' }, { a: '', b: 'c' }, { 'a/b': 'c' }];
    const hashes = await Promise.all(folders.map(async (files) => hashContent(await folderWith(files))));
    expect(new Set(hashes).size).toBe(folders.length);
  });

  test('keeps line endings apart', async () => {
    const unix = await hashContent(await folderWith({ 'prompt.jinja2': 'system:\nClassify.\n' }));
    const windows = await hashContent(await folderWith({ 'prompt.jinja2': 'system:\r\nClassify.\r\n' }));
    expect(windows).not.toBe(unix);
  });

  test('does not change when a file is touched, or its permissions are', async () => {
    const folder = await folderWith({ 'flow.dag.yaml': 'nodes: []', 'parse.py': 'x = 1' });
    const before = await hashContent(folder);
    await utimes(join(folder, 'parse.py'), new Date(0), new Date(0));
    await chmod(join(folder, 'parse.py'), 0o755);
    expect(await hashContent(folder)).toBe(before);
  });

  test('changes when a file is renamed, and not when the folder is', async () => {
    const folder = await folderWith({ 'standard/parse.py': 'x = 1' });
    const before = await hashContent(join(folder, 'standard'));
    await rename(join(folder, 'standard'), join(folder, 'other'));
    expect(await hashContent(join(folder, 'other'))).toBe(before);
    await rename(join(folder, 'other/parse.py'), join(folder, 'other/parser.py'));
    expect(await hashContent(join(folder, 'other'))).not.toBe(before);
  });

  test('is the same for a relative path', async () => {
    const folder = await folderWith({ 'flow.dag.yaml': 'nodes: []' });
    expect(await hashContent(join(folder, 'not-there', '..'))).toBe(await hashContent(folder));
  });

  test('goes with a list of the files, each with its own hash', async () => {
    const folder = await folderWith({ 'b/two.txt': '22', 'a.txt': '1' });
    const { files } = await readContent(folder);
    expect(files).toEqual([
      { path: 'a.txt', source: join(folder, 'a.txt'), size: 1, hash: sha256('1') },
      { path: 'b/two.txt', source: join(folder, 'b/two.txt'), size: 2, hash: sha256('22') },
    ]);
  });

  test('of a folder without files is refused', async () => {
    const folder = await folderWith({ '__pycache__/parse.pyc': 'x', '.gitignore': '' });
    await expect(hashContent(folder)).rejects.toMatchObject({
      name: 'ContentError',
      code: 'empty-folder',
      path: folder,
    });
  });

  test('of a folder that does not exist is refused, with its path', async () => {
    await expect(hashContent('/nowhere/flows/triage')).rejects.toThrow('/nowhere/flows/triage does not exist.');
  });
});

describe('the hash of a file', () => {
  test('is what sha256sum prints, whatever its name', async () => {
    const folder = await folderWith({ 'train.jsonl': '{"a":1}\n', 'renamed.jsonl': '{"a":1}\n' });
    expect(await hashContent(join(folder, 'train.jsonl'))).toBe(sha256('{"a":1}\n'));
    expect(await hashContent(join(folder, 'renamed.jsonl'))).toBe(sha256('{"a":1}\n'));
  });

  test('is taken although an ignore file leaves the file out: it was asked for by name', async () => {
    const folder = await folderWith({ '.gitignore': '*.jsonl', 'train.jsonl': '{}' });
    expect(await hashContent(join(folder, 'train.jsonl'))).toBe(sha256('{}'));
  });

  test('changes with a line that is added', async () => {
    const file = join(await folderWith({ 'train.jsonl': '{}\n' }), 'train.jsonl');
    const before = await hashContent(file);
    await appendFile(file, '{}\n');
    expect(await hashContent(file)).not.toBe(before);
  });

  test('covers all of a file that is larger than one read', async () => {
    const content = Buffer.alloc(3_000_001, 7);
    const folder = await folderWith({ 'large.jsonl': content });
    const file = join(folder, 'large.jsonl');
    const before = await hashContent(file);
    expect(before).toBe(createHash('sha256').update(content).digest('hex'));
    content[3_000_000] = 8;
    await writeFile(file, content);
    expect(await hashContent(file)).not.toBe(before);
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

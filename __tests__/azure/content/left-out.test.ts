import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { readContent } from '../../../azure';
import { folderWith, removeFolders } from './folder';

afterEach(removeFolders);

async function pathsIn(folder: string): Promise<string[]> {
  return (await readContent(folder)).files.map(({ path }) => path);
}

describe('what is left out of a flow folder', () => {
  test('traces of runs and tools, ignore files, and the file that holds secrets', async () => {
    const folder = await folderWith({
      'flow.dag.yaml': '',
      '.promptflow/flow.tools.json': '',
      '__pycache__/parse.pyc': '',
      'nested/__pycache__/parse.pyc': '',
      '.git/HEAD': '',
      '.env': 'AOAI_API_KEY=secret',
      '.gitignore': '',
      '.amlignore': '',
    });
    expect(await pathsIn(folder)).toEqual(['flow.dag.yaml']);
  });

  test('what .gitignore and .amlignore name, where .amlignore can take back', async () => {
    const folder = await folderWith({
      '.gitignore': '*.log\n/outputs/\n*.csv\n',
      '.amlignore': 'notes.md\n!labels.csv\n',
      'flow.dag.yaml': '',
      'run.log': '',
      'deep/run.log': '',
      'outputs/a.txt': '',
      'deep/outputs/a.txt': '',
      'notes.md': '',
      'labels.csv': '',
      'other.csv': '',
    });
    expect(await pathsIn(folder)).toEqual(['deep/outputs/a.txt', 'flow.dag.yaml', 'labels.csv']);
  });

  test('what the ignore files of the folders above say, up to the root of the checkout', async () => {
    const above = await folderWith({
      '.gitignore': 'kept.txt\n',
      'repo/.gitignore': '*.tmp\n/flows/triage/cache/\n',
      'repo/flows/.gitignore': '*.bak\n!needed.tmp\n',
      'repo/flows/triage/flow.dag.yaml': '',
      'repo/flows/triage/a.tmp': '',
      'repo/flows/triage/needed.tmp': '',
      'repo/flows/triage/a.bak': '',
      'repo/flows/triage/cache/x': '',
      'repo/flows/triage/kept.txt': '',
    });
    await mkdir(join(above, 'repo/.git'));
    expect(await pathsIn(join(above, 'repo/flows/triage'))).toEqual(['flow.dag.yaml', 'kept.txt', 'needed.tmp']);
  });

  test('nothing that ignore files above say where there is no checkout', async () => {
    const above = await folderWith({ '.gitignore': '*.py\n', 'triage/parse.py': '' });
    expect(await pathsIn(join(above, 'triage'))).toEqual(['parse.py']);
  });

  test('not the flow folder itself, although the checkout ignores it', async () => {
    const checkout = await folderWith({ '.gitignore': '/scratch/\n', 'scratch/triage/flow.dag.yaml': '' });
    await mkdir(join(checkout, '.git'));
    expect(await pathsIn(join(checkout, 'scratch/triage'))).toEqual(['flow.dag.yaml']);
  });

  test('is what git leaves out, for any patterns in any folder', async () => {
    const name = fc.constantFrom('a', 'b', 'c.txt', 'd.log', 'E');
    const pattern = fc
      .tuple(
        fc.constantFrom('', '', '!', '/'),
        fc.array(fc.oneof(name, fc.constantFrom('*', '**', '*.txt', '?')), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '/'),
      )
      .map(([start, parts, end]) => start + parts.join('/') + end);
    const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));
    const files = fc.uniqueArray(
      fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => [...parts, 'file'].join('/')),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(files, patterns, fc.option(patterns, { nil: undefined }), async (paths, atRoot, below) => {
        const folder = await folderWith({
          ...Object.fromEntries(paths.map((path) => [path, ''])),
          'flow.dag.yaml': '',
          '.gitignore': `${atRoot}\n!/flow.dag.yaml\n`,
          ...(below !== undefined && { [`${paths[0]!.split('/')[0]!}/.gitignore`]: below }),
        });
        execFileSync('git', ['init', '--quiet'], { cwd: folder });
        const listed = execFileSync('git', ['ls-files', '--others', '--exclude-standard', '-z'], { cwd: folder })
          .toString()
          .split('\0')
          .filter((path) => path !== '' && !path.endsWith('.gitignore'))
          .sort();
        expect(await pathsIn(folder)).toEqual(listed);
      }),
      { numRuns: 30 },
    );
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunSummary } from '../../../experiments';
import { confusionsOf } from '../../../reports/findings/confusion';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'llmops-confusion-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const confusions = () => confusionsOf({ id: 'short', evaluations: { quality: { folder } } } as unknown as RunSummary);

test('a matrix that an evaluation logged is found', async () => {
  const aggregation = {
    summarize: {
      classes: ['billing', 'outage'],
      counts: [
        [3, 1],
        [0, 2],
      ],
    },
  };
  writeFileSync(join(folder, 'batch.json'), JSON.stringify({ aggregation }));
  expect(await confusions()).toEqual([
    {
      of: 'quality',
      run: 'short',
      labels: ['billing', 'outage'],
      matrix: [
        [3, 1],
        [0, 2],
      ],
    },
  ]);
});

test('an evaluation that logged nothing has none', async () => {
  expect(await confusions()).toEqual([]);
});

test('what an evaluation logged is named where it cannot be read, not left out', async () => {
  const file = join(folder, 'batch.json');
  mkdirSync(file);
  await expect(confusions()).rejects.toThrow(new RegExp(`${file}.*EISDIR`));
});

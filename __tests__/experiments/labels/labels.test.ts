import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addLabel,
  answerDigest,
  expectedRow,
  type ExperimentResult,
  type Label,
  type LabelledAnswer,
  LabelLog,
  labelsFile,
  labelSummary,
  planRuns,
  readLabels,
  readRunLines,
  releaseLabels,
  runExperiment,
  type RunSummary,
  withdrawLabel,
} from '../../../experiments';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'llmops-labels-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const answerOf = (line: number, changes: Partial<LabelledAnswer> = {}): LabelledAnswer => ({
  run: 'run-1',
  line,
  flowHash: 'flow-1',
  dataset: 'people',
  answer: 'answer-1',
  ...changes,
});
const ann = { by: 'Ann' };

test('without a file there are no labels', async () => {
  expect(await readLabels(labelsFile(folder))).toEqual([]);
});

test('the last label of an answer holds, and one that was taken back does not', async () => {
  const file = labelsFile(join(folder, 'not/there/yet'));
  await addLabel(file, answerOf(0), { verdict: 'accept', ...ann });
  await addLabel(file, answerOf(1), { verdict: 'reject', note: 'too long', ...ann });
  await addLabel(file, answerOf(0), { verdict: 'correct', corrected: { text: 'Hello' }, by: 'Bo' });
  await addLabel(file, answerOf(0, { run: 'run-2' }), { verdict: 'accept', ...ann });
  await addLabel(file, answerOf(2), { verdict: 'accept', ...ann });
  await withdrawLabel(file, answerOf(2), 'Ann');
  expect(await readLabels(file)).toEqual([
    expect.objectContaining({ line: 0, run: 'run-1', verdict: 'correct', corrected: { text: 'Hello' }, by: 'Bo' }),
    expect.objectContaining({ line: 1, verdict: 'reject', note: 'too long', at: expect.stringMatching(/Z$/) }),
    expect.objectContaining({ line: 0, run: 'run-2', verdict: 'accept' }),
  ]);
});

test('no label is lost where many are written at once', async () => {
  const file = labelsFile(folder);
  await Promise.all(
    Array.from({ length: 60 }, (_, line) => addLabel(file, answerOf(line), { verdict: 'accept', ...ann })),
  );
  expect(await readLabels(file)).toHaveLength(60);
});

test('half a line that a killed process left costs no other label', async () => {
  const file = labelsFile(folder);
  await addLabel(file, answerOf(0), { verdict: 'accept', ...ann });
  appendFileSync(file, '{"id":"x","run":"run-1","li');
  await addLabel(file, answerOf(1), { verdict: 'reject', ...ann });
  expect((await readLabels(file)).map(({ line }) => line)).toEqual([0, 1]);
});

test('a line that is no label is refused with what it says', async () => {
  const file = labelsFile(folder);
  await addLabel(file, answerOf(0), { verdict: 'accept', ...ann });
  appendFileSync(file, '{"verdict":"great"}\n');
  await expect(readLabels(file)).rejects.toThrow(/labels\.jsonl has a line that is no label: \{"verdict":"great"\}/);
});

test("a summary counts the labels of one flow's content", async () => {
  const file = labelsFile(folder);
  for (const [line, verdict] of (['accept', 'accept', 'reject', 'correct'] as const).entries()) {
    await addLabel(file, answerOf(line), { verdict, ...ann });
  }
  await addLabel(file, answerOf(0, { flowHash: 'older' }), { verdict: 'reject', ...ann });
  const labels = await readLabels(file);
  const counts = { judged: 4, accepted: 2, rejected: 1, corrected: 1, acceptedShare: 0.5 };
  expect(labelSummary(labels, 'flow-1')).toEqual(counts);
  expect(labelSummary(labels, 'newer')).toEqual({
    judged: 0,
    accepted: 0,
    rejected: 0,
    corrected: 0,
    acceptedShare: 0,
  });
});

describe('a label that is taken back', () => {
  test('lets the one before it hold again', async () => {
    const log = new LabelLog(labelsFile(folder));
    const first = await log.add(answerOf(0), { verdict: 'accept', ...ann });
    const second = await log.add(answerOf(0), { verdict: 'reject', by: 'Bo' });
    expect(await log.undo(answerOf(0), second.id, 'Bo')).toEqual(first);
    expect(await log.undo(answerOf(0), first.id, 'Ann')).toBeUndefined();
    expect(await readLabels(log.file)).toEqual([]);
  });

  test("takes nobody else's with it", async () => {
    const log = new LabelLog(labelsFile(folder));
    const other = new LabelLog(labelsFile(folder));
    const mine = await log.add(answerOf(0), { verdict: 'accept', ...ann });
    const theirs = await other.add(answerOf(0), { verdict: 'reject', by: 'Bo' });
    await expect(log.undo(answerOf(0), mine.id, 'Ann')).rejects.toThrow('Bo labelled this answer in the meantime');
    expect(await readLabels(log.file)).toEqual([theirs]);
  });
});

test('labels of a file that was deleted are forgotten', async () => {
  const log = new LabelLog(labelsFile(folder));
  await log.add(answerOf(0), { verdict: 'accept', ...ann });
  await log.add(answerOf(1), { verdict: 'accept', ...ann });
  rmSync(log.file);
  const label = await log.add(answerOf(2), { verdict: 'reject', ...ann });
  expect(log.labels()).toEqual([label]);
});

describe('labels of a release', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'flow'));
    writeFileSync(
      join(folder, 'flow/flow.dag.yaml'),
      `inputs: { name: { type: string } }
outputs: { text: { type: string, reference: "\${greet.output}" } }
nodes:
  - name: greet
    type: prompt
    source: { type: code, path: greet.jinja2 }
    inputs: { name: "\${inputs.name}", tone: plain }
`,
    );
    greet('Hi {{name}} ({{tone}})');
    writeFileSync(join(folder, 'people.jsonl'), '{"name": "Ann"}\n{"name": "Bo"}\n');
  });

  const greet = (template: string) => writeFileSync(join(folder, 'flow/greet.jinja2'), template);

  async function experiment(): Promise<ExperimentResult> {
    const inputs = { name: '${data.name}' };
    const runs = planRuns({
      datasets: [{ name: 'people', asset: 'people', path: join(folder, 'people.jsonl') }],
      inputs,
      variants: 'default-only',
      variedNodes: [],
      parameters: { 'greet.tone': ['warm'] },
      confirmAbove: 50,
    });
    const made = await runExperiment({
      ...{ flow: join(folder, 'flow'), directory: folder, flowHash: 'flow-1', connections: '', load: {} },
      ...{ inputs, runs, fresh: true },
    });
    const head = { formatVersion: 1, flow: 'greeter', environment: 'dev', createdAt: '2026-01-01T00:00:00Z' } as const;
    return { ...head, flowHash: 'flow-1', runs: made, gates: [] };
  }

  async function accept({ id, dataset, folder: run }: RunSummary, most: number): Promise<void> {
    for await (const line of readRunLines(run)) {
      if (line.line >= most) return;
      const answer = { run: id, line: line.line, dataset: dataset.name, answer: answerDigest(line) };
      await addLabel(labelsFile(folder), { ...answer, flowHash: 'flow-1' }, { verdict: 'accept', ...ann });
    }
  }

  test('are those of what the flow answers without parameters', async () => {
    const result = await experiment();
    await accept(result.runs[0]!, 1);
    await accept(result.runs[1]!, 2);
    expect(await releaseLabels(folder, result)).toMatchObject({ judged: 1, accepted: 1, acceptedShare: 1 });
  });

  test('do not count for answers that the flow does not give any more', async () => {
    await accept((await experiment()).runs[0]!, 2);
    greet('{% if name == "Bo" %}Good day{% else %}Hi{% endif %} {{name}} ({{tone}})');
    expect(await releaseLabels(folder, await experiment())).toMatchObject({ judged: 1, accepted: 1 });
  });
});

describe('what people found right, as a line of a dataset', () => {
  const line = { inputs: { who: 'Ann' }, outputs: { text: 'Hi', tone: 'plain' } };
  const label = (verdict: Label['verdict'], corrected?: Label['corrected']) =>
    ({ ...answerOf(0), id: 'x', at: '', ...ann, verdict, ...(corrected && { corrected }) }) as Label;

  test('has the columns of its dataset and the accepted outputs', () => {
    expect(expectedRow(line, label('accept'), { name: 'Ann', text: 'a column' })).toEqual({
      who: 'Ann',
      name: 'Ann',
      text: 'a column',
      expected_text: 'Hi',
      expected_tone: 'plain',
    });
  });

  test('has the corrected outputs, and nothing of what was rejected', () => {
    expect(expectedRow(line, label('correct', { text: 'Hello' }), {})).toMatchObject({
      expected_text: 'Hello',
      expected_tone: 'plain',
    });
    expect(expectedRow(line, label('reject'), {})).toBeUndefined();
  });
});

test('each label is a line of its own', async () => {
  const file = labelsFile(folder);
  await addLabel(file, answerOf(0), { verdict: 'accept', note: 'two\nlines', ...ann });
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
});

import { linkSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node, tool, writeFlow } from '../flow-folder';
import { batch, jsonLines } from './batch-run';

const answering = {
  'flow.dag.yaml': `inputs: {x: {type: int}}\noutputs: {answer: {type: int, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', 'x: "${inputs.x}"')}`,
  'n.py': tool('x', '10 // x'),
};
const judging = {
  'flow.dag.yaml': `inputs: {answer: {type: int}, truth: {type: int}}
outputs: {grade: {type: bool, reference: "\${n.output}"}}
nodes:
${node('n', 'n.py', 'answer: "${inputs.answer}", truth: "${inputs.truth}"')}`,
  'n.py': tool('answer, truth', 'answer == truth'),
};

test('a run over a run reads its outputs and its original data, and leaves out the lines that failed', async () => {
  const first = await batch(answering, [
    { x: 2, truth: 5 },
    { x: 0, truth: 0 },
    { x: 5, truth: 9 },
  ]);
  const { result, lines } = await batch(judging, undefined, {
    runFolder: first.result.folder,
    mapping: { answer: '${run.outputs.answer}', truth: '${run.inputs.truth}' },
  });
  expect(result.lines).toMatchObject({ total: 2, completed: 2 });
  expect(lines.map(({ lineNumber, outputs }) => [lineNumber, outputs['grade']])).toEqual([
    [0, true],
    [2, false],
  ]);
});

test('data of its own is joined by line number, and inputs without a mapping come from it', async () => {
  const first = await batch(answering, [{ x: 2 }, { x: 5 }]);
  const { lines } = await batch(judging, [{ truth: 5 }, { truth: 2 }], {
    runFolder: first.result.folder,
    mapping: { answer: '${run.outputs.answer}' },
  });
  expect(lines.map(({ outputs }) => outputs['grade'])).toEqual([true, true]);
});

test('data of another length, without line numbers, is refused', async () => {
  const first = await batch(answering, [{ x: 2 }, { x: 5 }]);
  const { result } = await batch(judging, [{ truth: 5 }, { truth: 2 }, { truth: 7 }], {
    runFolder: first.result.folder,
    mapping: { answer: '${run.outputs.answer}' },
  });
  expect(result).toMatchObject({ status: 'Failed', error: { code: 'InputMappingError' } });
  expect(result.error?.message).toContain('data has 3, run.inputs has 2');
});

test('sources of which no line number agrees are refused, as is a source without a line', async () => {
  const first = await batch(answering, [{ x: 2 }]);
  const runFolder = first.result.folder;
  const mapping = { answer: '${run.outputs.answer}' };
  const apart = await batch(judging, [{ truth: 5, line_number: 7 }], { runFolder, mapping });
  expect(apart.result).toMatchObject({ status: 'Failed', error: { code: 'InputMappingError' } });
  expect(apart.result.error?.message).toContain('Could not find one complete line');
  const none = await batch(judging, [], {
    runFolder,
    mapping: { answer: '${run.outputs.answer}', truth: '${run.inputs.x}' },
  });
  expect(none.result.error).toMatchObject({ code: 'InputMappingError' });
  expect(none.result.error?.message).toContain("Input from key 'data' is an empty list");
});

test('where no line of the run succeeded, lines that ask for none of its outputs run', async () => {
  const first = await batch(answering, [{ x: 0, truth: 0 }]);
  const runFolder = first.result.folder;
  const all = await batch(judging, undefined, {
    runFolder,
    mapping: { answer: '${run.inputs.x}', truth: '${run.inputs.truth}' },
  });
  expect(all.result.lines).toMatchObject({ total: 1, completed: 1 });
  const asking = await batch(judging, undefined, {
    runFolder,
    mapping: { answer: '${run.outputs.answer}', truth: '${run.inputs.truth}' },
  });
  expect(asking.result.error).toMatchObject({ code: 'ApplyInputMappingError' });
});

test('a folder that prompt flow wrote can be read', async () => {
  const folder = writeFlow({
    'inputs.jsonl': jsonLines([{ truth: 5, line_number: 0 }]),
    'outputs.jsonl': jsonLines([{ answer: 5, line_number: 0 }]),
  });
  const mapping = { answer: '${run.outputs.answer}', truth: '${run.inputs.truth}' };
  expect((await batch(judging, undefined, { runFolder: folder, mapping })).lines[0]).toMatchObject({
    outputs: { grade: true },
  });
});

test('a run that did not complete, and a folder without one, are refused', async () => {
  const failed = await batch(answering, [{ x: 1 }], { mapping: { x: '${data.y}' } });
  const over = (runFolder: string) =>
    batch(judging, undefined, { runFolder, mapping: { answer: '${run.outputs.answer}' } });
  await expect(over(failed.result.folder)).rejects.toThrow('is not completed, got status Failed');
  const empty = join(failed.result.folder, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'inputs.jsonl'), '');
  await expect(over(empty)).rejects.toMatchObject({ code: 'RunNotFoundError' });
});

test('the record of a run is replaced as a whole: a kill leaves the old one or the new one', async () => {
  const failed = await batch(answering, [{ x: 1 }], { mapping: { x: '${data.y}' } });
  const { folder } = failed.result;
  linkSync(join(folder, 'run.json'), join(folder, 'before.json'));
  const data = [join(folder, '../data.jsonl')];
  const { result } = await batch(answering, undefined, { data, outdir: folder, resume: true });
  expect(result.status).toBe('Completed');
  const statusIn = (file: string) =>
    (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { status: string }).status;
  expect([statusIn('before.json'), statusIn('run.json')]).toEqual(['Failed', 'Completed']);
});

test('a run whose record is cut off did not complete, and one whose record cannot be read is named', async () => {
  const { folder } = (await batch(answering, [{ x: 1 }])).result;
  const record = join(folder, 'run.json');
  const over = () => batch(judging, undefined, { runFolder: folder, mapping: { answer: '${run.outputs.answer}' } });
  truncateSync(record, 20);
  await expect(over()).rejects.toMatchObject({ message: expect.stringMatching(/cut off.*--resume/), file: record });
  rmSync(record);
  mkdirSync(record);
  await expect(over()).rejects.toMatchObject({ message: expect.stringContaining('EISDIR'), file: record });
});

test('a file in the place of a run is refused', async () => {
  const folder = writeFlow({ 'no-folder': '' });
  const over = batch(judging, undefined, { runFolder: join(folder, 'no-folder') });
  await expect(over).rejects.toMatchObject({ code: 'RunNotFoundError' });
});

import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { experimentFile, experimentFolder, type ExperimentResult, writeExperiment } from '../../../experiments';
import { report } from '../../../runner/actions/report';

const repository = resolve(__dirname, '../../..');
const flow = 'reply-composer';
const result: ExperimentResult = {
  ...{ formatVersion: 1, flow, environment: 'dev', createdAt: '2026-11-22T12:00:00Z', flowHash: 'a' },
  ...{ runs: [], gates: [] },
};

let root: string;
const request = () => ({ root, env: 'dev', sandbox: true });
const folder = () => experimentFolder(join(root, '.llmops/sandbox'), 'dev', flow);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'llmops-report-'));
  cpSync(join(repository, 'flows', flow), join(root, 'flows', flow), { recursive: true });
  for (const file of ['environments.yaml', `${flow}.yaml`]) {
    cpSync(join(repository, 'flows-config', file), join(root, 'flows-config', file));
  }
});
afterAll(() => rmSync(root, { recursive: true }));

test('without an experiment there is nothing to report on', async () => {
  await expect(report({ ...request(), flow })).rejects.toMatchObject({
    message: 'The flow reply-composer has no experiment in dev of the sandbox.',
    hint: 'Run llmops experiment reply-composer --env dev --sandbox first.',
  });
  await expect(report(request())).rejects.toThrow('No flow has an experiment');
  await expect(report({ ...request(), flow: 'nothing' })).rejects.toThrow('There is no flow "nothing"');
});

test('a flow is reported on beside its result, and all flows with an index', async () => {
  await writeExperiment(experimentFile(folder()), result);
  const { flows, index } = await report({ ...request(), flow });
  expect(flows[flow]!.html).toBe(join(folder(), 'report.html'));
  expect(Object.values(flows[flow]!).every((file: string) => existsSync(file))).toBe(true);
  expect(index).toBeUndefined();
  const all = await report(request());
  expect(all.index!.html).toBe(join(root, '.llmops/sandbox/experiments/dev/report.html'));
  expect(existsSync(all.index!.html)).toBe(true);
});

test('the result of another version is refused with what to do about it', async () => {
  writeFileSync(experimentFile(folder()), '{"formatVersion": 7}');
  await expect(report({ ...request(), flow })).rejects.toMatchObject({
    message: expect.stringContaining('it has format 7'),
    hint: expect.stringContaining('run the experiment again'),
  });
});

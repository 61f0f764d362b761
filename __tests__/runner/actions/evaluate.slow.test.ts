import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type RunEvaluation } from '../../../experiments';
import { evaluate, type EvaluateRequest } from '../../../runner/actions/evaluate';
import { copyEvaluator, listEvaluators } from '../../../runner/actions/evaluators';
import { experiment } from '../../../runner/actions/experiment';
import { type RunEvent } from '../../../runner/events';

const repository = resolve(__dirname, '../../..');
const flow = 'reply-composer';

let root: string;
let events: RunEvent[];
const request = () => ({
  ...{ root, env: 'dev', sandbox: true, flow },
  emit: (event: RunEvent) => void events.push(event),
  confirm: () => Promise.resolve(true),
});
const evaluateWith = async (changes: Partial<EvaluateRequest> = {}) => {
  events = [];
  return evaluate({ ...request(), ...changes });
};
const resultFile = () => join(root, `.llmops/sandbox/experiments/dev/${flow}/experiment.json`);
const warnings = () => events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));

function edit(file: string, change: (text: string) => string): void {
  const text = readFileSync(join(root, file), 'utf8');
  expect(change(text)).not.toBe(text);
  writeFileSync(join(root, file), change(text));
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'llmops-evaluate-'));
  cpSync(join(repository, 'flows', flow), join(root, 'flows', flow), { recursive: true });
  for (const file of ['environments.yaml', `${flow}.yaml`]) {
    cpSync(join(repository, 'flows-config', file), join(root, 'flows-config', file));
  }
  events = [];
});
afterAll(() => rmSync(root, { recursive: true }));

test('there is nothing to evaluate before the first experiment', async () => {
  const { status, error } = await evaluateWith();
  expect(status).toBe('invalid');
  expect(error!.next[0]).toContain('llmops experiment reply-composer --env dev --sandbox');
});

describe('after an experiment', () => {
  beforeAll(async () => {
    expect((await experiment({ ...request(), lines: 4 })).status).toBe('succeeded');
  });

  test('what was evaluated is not evaluated again, and the result stays as it is', async () => {
    const before = readFileSync(resultFile(), 'utf8');
    const { status, experiments } = await evaluateWith();
    expect(status).toBe('succeeded');
    const evaluations = experiments![0]!.result!.runs.flatMap((run) => Object.values(run.evaluations));
    expect(evaluations.length).toBeGreaterThan(0);
    expect(evaluations.every(({ reused }: RunEvaluation) => reused)).toBe(true);
    expect(readFileSync(resultFile(), 'utf8')).toBe(before);
  });

  test('another evaluation flow can have a look at the answers, and the result stays as it is', async () => {
    const before = readFileSync(resultFile(), 'utf8');
    const map = [
      'duration_ms=${run.system.duration_ms}',
      'prompt_tokens=${run.system.prompt_tokens}',
      'completion_tokens=${run.system.completion_tokens}',
    ];
    const { experiments } = await evaluateWith({ folder: 'builtin:latency-and-cost', map, run: 'defaults' });
    const { runs } = experiments![0]!.result!;
    expect(runs.map(({ isDefault }) => isDefault)).toEqual([true, true]);
    expect(runs[0]!.metrics['latency-and-cost.p95_ms']).toBeGreaterThan(0);
    expect(runs[0]!.metrics['latency-and-cost.total_cost']).toBe(0);
    expect(readFileSync(resultFile(), 'utf8')).toBe(before);
  });

  test.each<[string, Partial<EvaluateRequest>, string]>([
    ['an evaluation', { evaluation: 'contents' }, 'Evaluations: '],
    ['a run', { run: 'no such run' }, 'write_opening=formal'],
    ['a built-in evaluator', { folder: 'builtin:exact' }, 'llmops evaluators list'],
    ['a mapping for nothing', { map: ['a=b'] }, 'Give --flow'],
    ['a flow', { flow: 'reply-composr' }, 'Flows with experiments: reply-composer'],
  ])('says what there is instead of %s', async (_, changes, hint) => {
    const { status, error } = await evaluateWith(changes);
    expect(status).toBe('invalid');
    expect(error!.next.join()).toContain(hint);
  });

  test('an evaluation that cannot be carried out says why', async () => {
    const map = ['expected=${data.no_such_column}', 'answer=${run.outputs.reply}'];
    const { status, error } = await evaluateWith({ folder: 'builtin:exact-match', map, run: 'defaults' });
    expect(status).toBe('failed');
    expect(error!.causes.join()).toContain('${data.no_such_column}');
  });

  test('an evaluation that changed judges anew, in the result as well', async () => {
    edit(`flows/${flow}/evaluation/log_metrics.py`, (text) =>
      text.replace('log_metric(name, value)', 'log_metric("new_" + name, value)'),
    );
    const { experiments } = await evaluateWith();
    const [run] = experiments![0]!.result!.runs;
    expect(Object.keys(run!.metrics).every((name) => name.includes('.new_'))).toBe(true);
    expect(run!.reused).toBe(false);
    expect(readFileSync(resultFile(), 'utf8')).toContain('.new_');
    expect(warnings()).toEqual([]);
  });

  test('answers of a flow that has changed since are judged, but are no result', async () => {
    const before = readFileSync(resultFile(), 'utf8');
    edit(`flows/${flow}/standard/refund.jinja2`, (text) => `${text}\n`);
    const { status } = await evaluateWith();
    expect(status).toBe('succeeded');
    expect(warnings().join()).toContain('changed since the experiment');
    expect(readFileSync(resultFile(), 'utf8')).toBe(before);
  });
});

test('a built-in evaluator can be copied, not over something else', async () => {
  const folder = join(root, 'flows/my-evaluation');
  const copied = await copyEvaluator('relevance', folder);
  expect(copied.files).toEqual(expect.arrayContaining(['flow.dag.yaml', 'judge.jinja2', 'sample.jsonl']));
  expect(existsSync(join(folder, 'flow.dag.yaml'))).toBe(true);
  await expect(copyEvaluator('relevance', folder)).rejects.toThrow('is not empty');
  await expect(copyEvaluator('fluency', join(root, 'other'))).rejects.toThrow('no built-in evaluator "fluency"');
});

test('the list of evaluators says what each is fed, and which ask a model', async () => {
  const evaluators = await listEvaluators();
  expect(evaluators).toHaveLength(9);
  expect(evaluators.find(({ name }) => name === 'exact-match')).toMatchObject({
    required: ['expected', 'answer'],
    optional: { ignore_case: false, ignore_spaces: true },
    usesModel: false,
  });
  expect(evaluators.filter(({ usesModel }) => usesModel).map(({ name }) => name)).toEqual([
    'relevance',
    'groundedness',
    'coherence',
  ]);
});

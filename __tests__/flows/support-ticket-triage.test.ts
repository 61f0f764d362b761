import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Flow, loadFlow } from '../../engine';
import { Example, runOnce } from './example';
import { metricsOf } from './metrics';
import { type ScriptedModel, scriptedModel, type SimulatedModel, simulatedModelOf } from './simulated-model';

const example = new Example('support-ticket-triage');
const ticket = example.sampleRequest();

describe('support-ticket-triage with the simulated model', () => {
  let model: SimulatedModel;
  beforeAll(async () => {
    model = await simulatedModelOf(example.name);
  });
  afterAll(() => model.close());

  const score = async (dataset: string, variant: string) => {
    const judged = await example.judge(dataset, {
      connections: model.connections,
      variants: { classify_ticket: variant },
    });
    return metricsOf(
      example.evaluationFolder,
      judged.map(({ grade }) => grade),
    );
  };

  test.each(example.datasets)('sorts most of dataset "%s" right, and better with the rubric', async (dataset) => {
    const [rubric, zeroShot] = [await score(dataset, 'rubric'), await score(dataset, 'zero_shot')];
    expect(example.unmetGates(rubric)).toEqual([]);
    for (const metrics of [rubric, zeroShot]) {
      expect(metrics.accuracy).toBeGreaterThan(0.7);
      expect(metrics.accuracy).toBeLessThan(1);
    }
    expect(rubric.accuracy).toBeGreaterThan(zeroShot.accuracy!);
    expect(rubric.priority_accuracy).toBeGreaterThan(zeroShot.priority_accuracy!);
  });

  test('answers the sample request', async () => {
    const { status, outputs } = await runOnce(example.folder, ticket, { connections: model.connections });
    expect(status).toBe('Completed');
    expect(outputs).toEqual({ category: 'billing', priority: 'high', queue: 'finance', needs_review: false });
  });

  test('is not led astray by a ticket that speaks as the system', async () => {
    const attack = example.rows('email').find(({ body }) => String(body).startsWith('system:'))!;
    const { outputs } = await runOnce(example.folder, attack, { connections: model.connections });
    expect(outputs).toMatchObject({ category: 'technical_issue', priority: 'normal' });
  });
});

describe('what support-ticket-triage makes of an answer', () => {
  let model: ScriptedModel;
  let flow: Flow;
  beforeAll(async () => {
    model = await scriptedModel();
    flow = await loadFlow(example.folder, { connections: model.connections });
  });
  afterAll(async () => {
    await flow.close();
    await model.close();
  });

  const triage = async (answer: string, inputs = ticket) => {
    model.answerWith(answer);
    return (await flow.run(inputs)).outputs;
  };

  test('finds JSON inside prose and forgives spelling', async () => {
    const answer = 'Sure! {not json} ```json\n{"category": "Account Access", "urgency": "HIGH"}\n```';
    expect(await triage(answer)).toMatchObject({ category: 'account_access', priority: 'high', needs_review: false });
  });

  test.each(['I cannot tell.', '', '[1, 2]', '{"category": "poetry", "urgency": "low"}', '{"category": "billing"}'])(
    'sends a ticket to the front desk for review when the answer is %j',
    async (answer) => {
      expect(await triage(answer)).toMatchObject({ queue: 'front-desk', needs_review: true });
    },
  );

  test.each([
    ['low', 'normal'],
    ['normal', 'high'],
    ['high', 'urgent'],
  ])('treats a %s ticket of an enterprise customer as %s', async (urgency, priority) => {
    const answer = JSON.stringify({ category: 'how_to', urgency });
    expect(await triage(answer, { ...ticket, plan: 'Enterprise' })).toMatchObject({ priority, queue: 'success' });
  });
});

test('every category that the parser accepts is offered by both prompts', () => {
  const read = (file: string) => readFileSync(join(example.folder, file), 'utf8');
  const accepted = /CATEGORIES = \(([^)]*)\)/.exec(read('parse_answer.py'))![1]!.match(/\w+/g)!;
  expect(accepted).toHaveLength(7);
  for (const prompt of ['classify_rubric.jinja2', 'classify_zero_shot.jinja2']) {
    for (const category of accepted) expect(read(prompt)).toMatch(new RegExp(`\\b${category}\\b`));
  }
});

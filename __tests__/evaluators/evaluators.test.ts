import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { type BatchLine, type ConnectionProvider, readBatchLines, runBatch } from '../../engine';
import { type BuiltinEvaluator, builtinEvaluators, evaluatorFolder } from '../../model';
import { modelService } from '../../sandbox/http/model';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'llmops-evaluators-'))));
afterEach(() => rmSync(root, { recursive: true }));

interface Outcome {
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly lines: readonly BatchLine[];
}

/** Runs an evaluator over lines that a test gives, or over the sample that comes with it. */
async function evaluateBy(
  name: BuiltinEvaluator,
  given: readonly object[] | 'sample',
  connections?: ConnectionProvider,
): Promise<Outcome> {
  const data = given === 'sample' ? join(evaluatorFolder(name), 'sample.jsonl') : join(root, 'data.jsonl');
  if (given !== 'sample') writeFileSync(data, given.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const columns = given === 'sample' ? [] : Object.keys(given[0]!);
  const result = await runBatch(evaluatorFolder(name), {
    outdir: join(root, 'run'),
    data: [data],
    mapping: Object.fromEntries(columns.map((column) => [column, `\${data.${column}}`])),
    ...(connections !== undefined && { connections }),
  });
  expect(result.error).toBeUndefined();
  const lines = [];
  for await (const line of readBatchLines(result.folder)) lines.push(line);
  return { metrics: result.metrics, lines };
}

test('each evaluator has a flow and a sample', () => {
  for (const name of builtinEvaluators) {
    expect([name, existsSync(join(evaluatorFolder(name), 'flow.dag.yaml'))]).toEqual([name, true]);
    expect([name, existsSync(join(evaluatorFolder(name), 'sample.jsonl'))]).toEqual([name, true]);
  }
});

test('exact-match forgives spaces, and case where it is asked to', async () => {
  expect((await evaluateBy('exact-match', 'sample')).metrics).toEqual({ exact_match: 0.5 });
  rmSync(join(root, 'run'), { recursive: true });
  const lines = [
    { expected: 'Straße 1', answer: 'STRASSE 1', ignore_case: true, ignore_spaces: false },
    { expected: 'a b', answer: 'a  b', ignore_case: true, ignore_spaces: false },
  ];
  expect((await evaluateBy('exact-match', lines)).lines.map(({ outputs }) => outputs.match)).toEqual([true, false]);
});

// The sample is the example of scikit-learn's documentation of confusion_matrix.
test('classification tells accuracy, F1 of each class, and which class was taken for which', async () => {
  const { metrics, lines } = await evaluateBy('classification', 'sample');
  expect(metrics).toEqual({
    accuracy: expect.closeTo(4 / 6, 12),
    macro_f1: expect.closeTo((0.8 + 0 + 2 / 3) / 3, 12),
    ...{ 'precision.ant': expect.closeTo(2 / 3, 12), 'recall.ant': 1, 'f1.ant': expect.closeTo(0.8, 12) },
    ...{ 'precision.bird': 0, 'recall.bird': 0, 'f1.bird': 0 },
    ...{ 'precision.cat': expect.closeTo(2 / 3, 12), 'recall.cat': expect.closeTo(2 / 3, 12) },
    'f1.cat': expect.closeTo(2 / 3, 12),
    confusion_matrix: {
      classes: ['ant', 'bird', 'cat'],
      counts: [
        [2, 0, 0],
        [0, 0, 1],
        [1, 0, 2],
      ],
    },
  });
  expect(lines[0]!.outputs).toEqual({ correct: false, expected: 'cat', predicted: 'ant' });
});

test('numeric-tolerance finds the number in a text, and does not choose between several', async () => {
  const { metrics } = await evaluateBy('numeric-tolerance', 'sample');
  expect(metrics).toEqual({
    within_tolerance: 0.5,
    numbers_read: 0.75,
    mean_absolute_error: expect.closeTo((0 + 0.9 + 2) / 3, 12),
  });
  rmSync(join(root, 'run'), { recursive: true });
  const inputs = { absolute_tolerance: 0.1, relative_tolerance: 0 };
  const { lines } = await evaluateBy('numeric-tolerance', [
    { expected: 0.2, answer: 'It is 0.3.', ...inputs },
    { expected: -1200, answer: '-1.2e3', ...inputs },
    { expected: 5, answer: 'between 4 and 5', ...inputs },
    { expected: 12, answer: '12,5', ...inputs },
  ]);
  expect(lines.map(({ outputs }) => outputs.within_tolerance)).toEqual([true, true, false, false]);
});

test('entity-match counts what was found, missed and made up', async () => {
  const { metrics, lines } = await evaluateBy('entity-match', 'sample');
  expect(metrics).toEqual({
    precision: expect.closeTo(4 / 5, 12),
    recall: expect.closeTo(4 / 6, 12),
    f1: expect.closeTo(8 / 11, 12),
    mean_f1: expect.closeTo((1 + 0.8 + 0 + 1) / 4, 12),
    exact_match: 0.5,
  });
  expect(lines[1]!.outputs).toMatchObject({ missed: ['place: ockham'], made_up: [], exact_match: false });
  expect(lines[2]!.outputs).toMatchObject({ missed: ['date: 10 december 1815'], made_up: ['date: 1815'] });
});

test('json-validity tells JSON from what only looks like it, and checks a schema', async () => {
  expect((await evaluateBy('json-validity', 'sample')).metrics).toEqual({
    is_json: expect.closeTo(1 / 3, 12),
    valid: expect.closeTo(1 / 3, 12),
  });
  rmSync(join(root, 'run'), { recursive: true });
  const schema = {
    type: 'object',
    required: ['category'],
    properties: {
      category: { enum: ['billing', 'other'] },
      seats: { type: 'integer', minimum: 1, maximum: 9 },
      tags: { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' }, maxItems: 2 },
    },
    additionalProperties: false,
  };
  const answers = [
    { category: 'billing', seats: 3, tags: ['a', 'b'] },
    { category: 'poetry', seats: 0 },
    { seats: true, tags: ['a', 'B', 'c'], more: 1 },
    [],
  ];
  const { lines } = await evaluateBy(
    'json-validity',
    answers.map((answer) => ({ answer: JSON.stringify(answer), schema })),
  );
  expect(lines.map(({ outputs }) => outputs.faults)).toEqual([
    [],
    ['$.category is none of ["billing", "other"]', '$.seats is below 1'],
    [
      '$.category is missing',
      '$.seats is not of type integer',
      '$.tags has a size of 3, more than 2',
      '$.tags[1] does not match ^[a-z]+$',
      '$.more is not allowed',
    ],
    ['$ is not of type object'],
  ]);
});

test('json-validity refuses a schema that it would check in part only', async () => {
  const file = join(root, 'data.jsonl');
  writeFileSync(file, `${JSON.stringify({ answer: '{}', schema: { anyOf: [] } })}\n`);
  const mapping = { answer: '${data.answer}', schema: '${data.schema}' };
  const { error } = await runBatch(evaluatorFolder('json-validity'), {
    outdir: join(root, 'run'),
    data: [file],
    mapping,
  });
  expect(error!.message).toContain('keywords that this evaluator does not check: anyOf');
});

test('latency-and-cost tells how long lines took and what they cost', async () => {
  const prices = { price_per_1k_prompt_tokens: 0.5, price_per_1k_completion_tokens: 2 };
  const { metrics } = await evaluateBy('latency-and-cost', [
    { duration_ms: 800, prompt_tokens: 1000, completion_tokens: 100, ...prices },
    { duration_ms: 1200, prompt_tokens: 2000, completion_tokens: 300, ...prices },
    { duration_ms: 4000, prompt_tokens: 600, completion_tokens: 200, ...prices },
  ]);
  expect(metrics).toEqual({
    mean_ms: 2000,
    p50_ms: 1200,
    p95_ms: expect.closeTo(3720, 6),
    mean_tokens: 1400,
    mean_cost: expect.closeTo(1, 12),
    total_cost: expect.closeTo(3, 12),
  });
});

describe('evaluators that a model judges', () => {
  const app = fastify();
  let connections: ConnectionProvider;
  let rules: string;
  beforeAll(async () => {
    rules = join(mkdtempSync(join(tmpdir(), 'llmops-judge-')), 'rules.yaml');
    const judged = ['relevance', 'groundedness', 'coherence'] as const;
    const simulation = judged.map((name) => join(evaluatorFolder(name), 'simulated-model.yaml'));
    await app.register(modelService, { simulation: [rules, ...simulation] });
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const configs = { api_base: address, api_type: 'azure', api_version: '2024-10-21' };
    const connection = { name: 'aoai', type: 'azure_open_ai', configs, secrets: { api_key: 'any' } } as const;
    connections = { get: () => Promise.resolve(connection) };
  });
  afterAll(() => app.close());
  afterEach(() => rmSync(rules, { force: true }));

  test.each([
    ['relevance', [5, 5, 1]],
    ['groundedness', [5, 2, 1]],
    ['coherence', [5, 2, 1]],
  ] as const)('%s is answered by the sandbox, which says so', async (name, scores) => {
    const { metrics, lines } = await evaluateBy(name, 'sample', connections);
    expect(lines.map(({ outputs }) => outputs.score)).toEqual(scores);
    expect(lines.every(({ outputs }) => String(outputs.reason).startsWith('Simulated: '))).toBe(true);
    expect(metrics).toEqual({
      mean_score: expect.closeTo(scores.reduce((sum, score) => sum + score, 0) / scores.length, 12),
      passed: expect.closeTo(scores.filter((score) => score >= 4).length / scores.length, 12),
    });
  });

  test('a judge that gives no score fails the line instead of counting as a score', async () => {
    const answers = ['No score.', '{"score": 7}', '{"score": true}', 'Well: ```{"reason": "fine", "score": 4}```'];
    const judgements = answers.map((answer, index) => ({ when: { prompt: `<answer>\nanswer ${index}\n` }, answer }));
    writeFileSync(rules, JSON.stringify(judgements));
    const data = join(root, 'data.jsonl');
    writeFileSync(data, answers.map((_, index) => `${JSON.stringify({ answer: `answer ${index}` })}\n`).join(''));
    const result = await runBatch(evaluatorFolder('coherence'), {
      outdir: join(root, 'run'),
      data: [data],
      connections,
    });
    expect(result.lines).toMatchObject({ completed: 1, failed: 3 });
    expect(result.metrics).toEqual({ mean_score: 4, passed: 1 });
    expect(result.error!.message).toContain('gave no score from 1 to 5');
  });
});

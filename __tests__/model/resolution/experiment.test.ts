import { freshProject } from '../project-folder';

const fresh = freshProject();
const answers = () => fresh.folder.project().environments.dev!.flows[0]!;

test('an experiment has its datasets, variants and parameters ready to be planned', () => {
  fresh.folder.config('experiment:\n', 'experiment:\n  parameters: { ask.temperature: [0, 0.5] }\n');
  expect(answers().experiment).toEqual({
    datasets: [{ name: 'train', asset: 'answers-train', path: expect.stringContaining('train.jsonl') }],
    inputs: { question: '${data.question}' },
    variants: 'one-at-a-time',
    variedNodes: [],
    parameters: { 'ask.temperature': [0, 0.5] },
    confirmAbove: 50,
  });
  expect(answers().evaluations).toEqual([
    {
      name: 'match',
      path: expect.stringMatching(/flows.answers.evaluation$/),
      datasets: {},
      inputs: { expected: '${data.answer}', given: '${run.outputs.answer}' },
    },
  ]);
});

test('nodes with variants are listed with the variant that runs by default', () => {
  fresh.folder.dag('  - name: ask\n', '  - name: ask\n    use_variants: true\n');
  fresh.folder.dag('  - name: polish', '  - name: polish # variants of ask are below');
  const text = `node_variants:
  ask:
    default_variant_id: short
    variants:
      long: { node: { type: llm, source: { type: code, path: ask.jinja2 }, connection: aoai, inputs: { question: "\${inputs.question}" } } }
      short: { node: { type: llm, source: { type: code, path: ask.jinja2 }, connection: aoai, inputs: { question: "\${inputs.question}" } } }
`;
  fresh.folder.dag('nodes:\n', `${text}nodes:\n`);
  expect(answers().experiment?.variedNodes).toEqual([{ node: 'ask', default: 'short', variants: ['long', 'short'] }]);
});

describe('a gate', () => {
  const gate = (text: string) => {
    fresh.folder.config('{ min: 0.8 }', text);
    return answers().gates[0];
  };

  test.each([
    ['{ min: 0.8 }', { min: 0.8, better: 'higher' }],
    ['{ max: 0.2 }', { max: 0.2, better: 'lower' }],
    [
      '{ notWorseThan: { release: current, by: 0.01 } }',
      { notWorseThan: { release: 'current', by: 0.01 }, better: 'higher' },
    ],
  ])('%s is resolved', (text, bounds) => {
    expect(gate(text)).toEqual({ evaluation: 'match', metric: 'score', confidence: 0.95, unsure: 'pass', ...bounds });
  });
});

test('a built-in evaluator is found by its name, and a wrong name by its neighbour', () => {
  fresh.folder.config('../flows/answers/evaluation', 'builtin:exact-mach');
  expect(fresh.folder.load().problems).toContainEqual(
    expect.objectContaining({ code: 'unknown-evaluator', hint: "Did you mean 'exact-match'?" }),
  );
});

test('measures of a run may be mapped', () => {
  fresh.folder.config('given: ${run.outputs.answer}', 'given: ${run.system.duration}');
  expect(fresh.folder.mistake()).toMatchObject({ code: 'unknown-measure', hint: "Did you mean 'duration_ms'?" });
});

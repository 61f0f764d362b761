import fc from 'fast-check';
import { parseReference } from '../../../model/flow/reference';
import { freshProject } from '../project-folder';

const fresh = freshProject();
const file = 'flows/answers/standard/flow.dag.yaml';

describe('a reference', () => {
  it.each([
    ['${inputs.question}', { to: 'input', input: 'question' }],
    ['${flow.question}', { to: 'input', input: 'question' }],
    ['${inputs.a.b}', { to: 'input', input: 'a.b' }],
    ['${ask}', { to: 'node', node: 'ask', section: 'output' }],
    ['${ask.output}', { to: 'node', node: 'ask', section: 'output' }],
    ["${ask.output.a['b'][0]}", { to: 'node', node: 'ask', section: 'output' }],
    ['${ask.output[0]}', { to: 'node', node: 'ask', section: 'output[0]' }],
    ['${ inputs.question }', { to: 'node', node: ' inputs', section: 'question ' }],
  ])('%s is read as prompt flow reads it', (text, reference) => expect(parseReference(text)).toEqual(reference));

  it.each([
    'hello ${inputs.question}',
    '${inputs.question} ',
    '{{question}}',
    '$ {inputs.q}',
    '',
    5,
    null,
    ['${inputs.q}'],
  ])('is not %p: that is a literal', (value) => expect(parseReference(value)).toBeUndefined());

  it('to a name is found again, whatever the name', () => {
    const name = fc
      .string({ minLength: 1 })
      .filter((text) => !text.includes('.') && !['inputs', 'flow'].includes(text));
    fc.assert(
      fc.property(name, (one) => {
        expect(parseReference(`\${${one}.output}`)).toEqual({ to: 'node', node: one, section: 'output' });
        expect(parseReference(`\${inputs.${one}}`)).toEqual({ to: 'input', input: one });
      }),
    );
  });
});

describe('a flow definition', () => {
  it.each([
    [
      'with a node that reads an unknown node',
      '${ask.output}',
      '${aks.output}',
      22,
      'nodes[1].inputs.text',
      'unknown-node',
      "'ask'",
    ],
    [
      'with a node that reads an unknown input',
      '${inputs.tone}',
      '${inputs.tne}',
      23,
      'nodes[1].inputs.tone',
      'unknown-input',
      "'tone'",
    ],
    [
      'with an output that reads an unknown node',
      '${polish.output}',
      '${polsh.output}',
      10,
      'outputs.answer.reference',
      'unknown-node',
      "'polish'",
    ],
    [
      'with an output without reference',
      'reference: ${polish.output}',
      'reference:',
      10,
      'outputs.answer.reference',
      'missing-key',
      'reference:',
    ],
    [
      'with an index at the wrong place',
      '${ask.output}',
      '${ask.output[0]}',
      22,
      'nodes[1].inputs.text',
      'bad-reference',
      '${ask.output.[0]}',
    ],
    [
      'with an input of an unknown type',
      'type: string\n  tone',
      'type: str\n  tone',
      3,
      'inputs.question.type',
      'unknown-value',
      "'string'",
    ],
    [
      'with a source that is not there',
      'polish.py',
      'polsh.py',
      20,
      'nodes[1].source.path',
      'missing-file',
      'flow folder',
    ],
    [
      'with a circle',
      'question: ${inputs.question}',
      'question: ${polish.output}',
      16,
      'nodes[0].inputs',
      'circular-reference',
      'Remove',
    ],
    [
      'with variants that nobody defines',
      'type: llm',
      'use_variants: true\n    type: llm',
      13,
      'nodes[0].use_variants',
      'unknown-variant',
      'node_variants.ask',
    ],
  ])('%s is reported at its line', (_, from, to, line, path, code, hint) => {
    fresh.folder.dag(from, to);
    const [problem] = fresh.folder.load().problems;
    expect(problem).toMatchObject({ file, line, path, code, hint: expect.stringContaining(hint) });
  });

  it('checks the condition of a node and every variant of it', () => {
    fresh.folder
      .dag(
        '      tone: ${inputs.tone}\n',
        '      tone: ${inputs.tone}\n    activate: { when: "${inputs.mood}", is: good }\n',
      )
      .dag(
        '  - name: ask\n    type: llm\n    source: { type: code, path: ask.jinja2 }\n    connection: aoai\n    inputs:\n      question: ${inputs.question}\n',
        '  - name: ask\n    use_variants: true\n',
      )
      .dag(
        'nodes:\n',
        `node_variants:
  ask:
    default_variant_id: long
    variants:
      long: { node: { type: prompt, source: { path: ask.jinja2 }, inputs: { question: '\${inputs.question}' } } }
      brief: { node: { type: prompt, source: { path: ask.jinja2 }, inputs: { question: '\${inputs.questn}' } } }
nodes:
`,
      );
    expect(fresh.folder.load().problems.map(({ path }) => path)).toEqual([
      'node_variants.ask.variants.brief.node.inputs.question',
      'nodes[1].activate.when',
    ]);
  });

  it('gives each node a name of its own', () => {
    fresh.folder.dag('nodes:\n', 'nodes:\n  - { name: polish, type: python, source: { path: polish.py } }\n');
    expect(fresh.folder.mistake()).toMatchObject({ line: 19, path: 'nodes[2].name', code: 'duplicate-name' });
  });

  it('lets only aggregation nodes read aggregation nodes', () => {
    fresh.folder.dag('  - name: ask\n', '  - name: ask\n    aggregation: true\n');
    expect(fresh.folder.mistake()).toMatchObject({ path: 'nodes[1].inputs.text', code: 'bad-reference' });
  });

  it('finds sources among the additional includes', () => {
    fresh.folder
      .remove('flows/answers/standard/polish.py')
      .write('flows/answers/shared/polish.py', 'from promptflow.core import tool\n')
      .dag('nodes:\n', 'additional_includes: [../shared/polish.py]\nnodes:\n');
    expect(fresh.folder.load().problems).toEqual([]);
  });

  it('names the outputs of an answer: not those for evaluations, not those of aggregation nodes', () => {
    fresh.folder.dag(
      'nodes:\n',
      `  raw: { type: string, reference: '\${ask.output}', evaluation_only: true }
  total: { type: string, reference: '\${count.output}' }
nodes:
  - name: count
    type: python
    aggregation: true
    source: { type: code, path: polish.py }
    inputs: { texts: '\${ask.output}' }
`,
    );
    expect(fresh.folder.project().environments.dev!.flows[0]!.outputs).toEqual(['answer']);
  });

  it('of a chat names the input and the output of the conversation', () => {
    fresh.folder
      .dag('  question:\n    type: string\n', '  question:\n    type: string\n    is_chat_input: true\n')
      .dag('reference: ${polish.output}', 'reference: ${polish.output}\n    is_chat_output: true');
    expect(fresh.folder.project().environments.dev!.flows[0]!.chat).toEqual({ input: 'question', output: 'answer' });
  });

  it('that two flow configs share reports a mistake once', () => {
    fresh.folder
      .write('flows-config/more.yaml', 'name: more\nflow: ../flows/answers/standard\n')
      .dag('${inputs.tone}', '${inputs.tne}');
    expect(fresh.folder.mistake()).toMatchObject({ file, code: 'unknown-input' });
  });
});

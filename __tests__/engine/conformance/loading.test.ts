import { node, tool } from '../flow-folder';
import { conforms, dag } from './case';

const echo = tool('x=None', 'x');
const prompt = (name: string, inputs = ''): string => node(name, 'p.jinja2', inputs);
const files = (yaml: string, extra: Readonly<Record<string, string>> = {}) => ({
  'flow.dag.yaml': yaml,
  'p.jinja2': 'hi',
  ...extra,
});

describe('mistakes are found when a flow is loaded', () => {
  conforms('1.6', [
    {
      it: 'a node without a source',
      files: files(dag('{}', '{}', '- {name: n, type: python}\n')),
      refuses: {
        code: 'ResolveToolError',
        node: 'n',
        message: "Tool load failed in 'n': (UserErrorException) Node n does not have source defined.",
      },
    },
    {
      it: 'a node without a type',
      files: files(dag('{}', '{}', '- {name: n, source: {path: p.jinja2}}\n')),
      refuses: {
        code: 'ResolveToolError',
        node: 'n',
        message: '(NotImplementedError) Tool type None is not supported yet.',
      },
    },
    {
      it: 'a node of an unknown type',
      files: files(dag('{}', '{}', '- {name: n, type: magic, source: {path: p.jinja2}}\n')),
      refuses: { code: 'FlowDefinitionError', node: 'n', message: "'magic'" },
    },
    {
      it: 'a template file that is missing',
      files: files(dag('{}', '{}', node('n', 'gone.jinja2', ''))),
      refuses: {
        code: 'ResolveToolError',
        node: 'n',
        message: "(InvalidSource) Node source path 'gone.jinja2' is invalid on node 'n'.",
      },
    },
    {
      it: 'a Python file that is missing',
      files: files(dag('{}', '{}', node('n', 'gone.py', ''))),
      refuses: { code: 'ResolveToolError', node: 'n', message: "(InvalidSource) Tool file 'gone.py' can not be found" },
    },
    {
      it: 'a template that does not parse, with its line',
      files: files(dag('{}', '{}', prompt('n')), { 'p.jinja2': 'one\n{% if %}\n' }),
      refuses: {
        code: 'ResolveToolError',
        message: "Tool load failed in 'n': Jinja parsing failed at line 2: (TemplateSyntaxError)",
      },
    },
    {
      it: 'two nodes of one name',
      files: files(dag('{}', '{}', prompt('n') + prompt('n'))),
      refuses: { code: 'DuplicateNodeName', node: 'n' },
    },
    {
      it: 'a node input that names an unknown flow input',
      files: files(dag('{a: {type: int}}', '{}', prompt('n', 'x: "${inputs.b}"'))),
      refuses: { code: 'InputReferenceNotFound', node: 'n', message: "'b'" },
    },
    {
      it: 'a node input that names an unknown node',
      files: files(dag('{}', '{}', prompt('n', 'x: "${m.output}"'))),
      refuses: { code: 'NodeReferenceNotFound', node: 'n', message: "'m'" },
    },
    {
      it: 'an unknown flow input before an unknown node, wherever they stand',
      files: files(dag('{}', '{}', prompt('n', 'x: "${m.output}"') + prompt('o', 'x: "${inputs.b}"'))),
      refuses: { code: 'InputReferenceNotFound', node: 'o' },
    },
    {
      it: 'a circle, with its nodes in alphabetical order',
      files: files(dag('{}', '{}', prompt('z', 'x: "${b.output}"') + prompt('b', 'x: "${z.output}"') + prompt('a'))),
      refuses: { code: 'NodeCircularDependency', message: 'b, z' },
    },
    {
      it: 'a normal node that reads an aggregation node',
      files: files(dag('{}', '{}', node('sum', 'e.py', '', 'aggregation: true') + prompt('n', 'x: "${sum.output}"')), {
        'e.py': echo,
      }),
      refuses: { code: 'InvalidNodeReference', node: 'n' },
    },
    {
      it: 'an aggregation node that a normal node activates',
      files: files(
        dag(
          '{}',
          '{}',
          prompt('n') + node('sum', 'e.py', '', 'aggregation: true, activate: {when: "${n.output}", is: 1}'),
        ),
        {
          'e.py': echo,
        },
      ),
      refuses: { code: 'InvalidNodeReference', node: 'sum' },
    },
    {
      it: 'an activate without is',
      files: files(dag('{}', '{}', node('n', 'p.jinja2', '', 'activate: {when: 1}'))),
      refuses: { code: 'FlowDefinitionError', node: 'n', message: 'activate config for node n is incorrect' },
    },
    {
      it: 'an output without a reference',
      files: files(dag('{}', '{x: {type: string}}', prompt('n'))),
      refuses: { code: 'EmptyOutputReference', message: 'The reference is not specified for the output' },
    },
    {
      it: 'an output that names an unknown node',
      files: files(dag('{}', '{x: {type: string, reference: "${m.output}"}}', prompt('n'))),
      refuses: { code: 'OutputReferenceNotFound', message: "'m'" },
    },
    {
      it: 'a missing tool file before a bad reference, as tools are loaded first',
      files: files(dag('{}', '{}', prompt('n', 'x: "${m.output}"') + node('l', 'gone.jinja2', ''))),
      refuses: { code: 'ResolveToolError', node: 'l' },
    },
  ]);
});

describe('what loads all the same', () => {
  conforms('1.6', [
    {
      it: 'an output of an aggregation node is left out',
      files: files(
        dag(
          '{}',
          '{m: {type: int, reference: "${sum.output}"}, p: {type: string, reference: "${n.output}"}}',
          prompt('n') + node('sum', 'e.py', 'x: "${n.output}"', 'aggregation: true'),
        ),
        { 'e.py': echo },
      ),
      outputs: { p: 'hi' },
      nodes: { n: 'Completed' },
    },
    {
      it: 'an activate.when that names an unknown flow input fails the run only',
      files: files(dag('{a: {type: int}}', '{}', node('n', 'p.jinja2', '', 'activate: {when: "${inputs.zz}", is: 1}'))),
      inputs: { a: 1 },
      fails: { code: 'InputNotFound', node: 'n', message: "The input 'zz' is not found from flow inputs 'a'" },
    },
  ]);
});

describe('variants', () => {
  const variants = files(
    `outputs: {x: {type: string, reference: "\${n.output}"}}
nodes: [{name: n, use_variants: true}]
node_variants:
  n:
    default_variant_id: v0
    variants:
      v0: {node: {type: prompt, source: {type: code, path: p.jinja2}}}
      v1: {node: {type: prompt, source: {type: code, path: q.jinja2}, inputs: {who: you}}}
      2: {node: {type: prompt, source: {type: code, path: q.jinja2}, inputs: {who: two}}}
`,
    { 'q.jinja2': 'hello {{ who }}' },
  );
  conforms('8.1', [
    { it: 'the default is used', files: variants, outputs: { x: 'hi' } },
    { it: 'another is used by name', files: variants, options: { variants: { n: 'v1' } }, outputs: { x: 'hello you' } },
    {
      it: 'another is used whose name YAML reads as a number',
      files: variants,
      options: { variants: { n: '2' } },
      outputs: { x: 'hello two' },
    },
    {
      it: 'an unknown variant is refused with the known ones',
      files: variants,
      options: { variants: { n: 'v9' } },
      refuses: {
        code: 'InvalidFlowError',
        node: 'n',
        message: 'Variant v9 not found for node n. Its variants are v0, v1, 2.',
      },
    },
    {
      it: 'a variant of an unknown node is refused',
      files: variants,
      options: { variants: { zz: 'v0' } },
      refuses: { code: 'InvalidFlowError', node: 'zz', message: 'Node zz not found in flow' },
    },
    {
      it: 'a node without variants is refused',
      files: files(dag('{}', '{}', prompt('n'))),
      options: { variants: { n: 'v0' } },
      refuses: { code: 'InvalidFlowError', node: 'n', message: 'it has no variants' },
    },
    {
      it: 'a node without a default is refused',
      files: files('nodes: [{name: n, use_variants: true}]\nnode_variants: {n: {variants: {}}}\n'),
      refuses: { code: 'InvalidFlowError', node: 'n', message: 'Default variant id is not specified for n' },
    },
  ]);
});

import { node, tool } from '../flow-folder';
import { conforms, dag, type Case } from './case';
import { out } from './python-flow';

describe('environment variables', () => {
  const variables = (yaml: string, given?: Readonly<Record<string, string>>) => ({
    files: {
      'flow.dag.yaml': `environment_variables: {A: ${yaml}}\n${dag('{}', out, node('n', 'n.py', ''))}`,
      'n.py': `import os\n${tool('', 'os.environ["A"]')}`,
    },
    ...(given === undefined ? {} : { options: { environmentVariables: given } }),
  });
  conforms('7.4', [
    { it: 'a boolean is Python text', ...variables('true'), outputs: { out: 'True' } },
    { it: 'a number is Python text', ...variables('1.50'), outputs: { out: '1.5' } },
    { it: 'a list is JSON', ...variables('[1, a]'), outputs: { out: '[1, "a"]' } },
    { it: 'a dict is JSON', ...variables('{k: null}'), outputs: { out: '{"k": null}' } },
    { it: 'the caller comes first', ...variables('flow', { A: 'caller' }), outputs: { out: 'caller' } },
  ]);
});

describe('variants', () => {
  const files = (): Case['files'] => ({
    'flow.dag.yaml': `outputs: {out: {type: object, reference: "\${n.output}"}}
nodes:
- {name: n, use_variants: true, type: prompt, source: {path: gone.jinja2}, activate: {when: 1, is: 2}}
node_variants:
  n:
    default_variant_id: a
    variants:
      a: {node: {type: prompt, source: {path: a.jinja2}, inputs: {x: 1}}}
      b: {node: {type: python, source: {type: code, path: b.py}, inputs: {x: "2"}}}
`,
    'a.jinja2': 'a{{ x }}',
    'b.py': tool('x: int', 'x + 1'),
  });
  conforms('8.1', [
    { it: 'the body of the variant replaces the whole node', files: files(), outputs: { out: 'a1' } },
    { it: 'a variant may be of another type', files: files(), options: { variants: { n: 'b' } }, outputs: { out: 3 } },
    {
      it: 'variants of a node that does not use them are idle',
      files: {
        ...files(),
        'flow.dag.yaml': `outputs: {out: {type: string, reference: "\${n}"}}
nodes: [{name: n, type: prompt, source: {path: a.jinja2}, inputs: {x: own}}]
node_variants: {n: {default_variant_id: a, variants: {a: {node: {type: prompt, source: {path: gone.jinja2}}}}}}
`,
      },
      outputs: { out: 'aown' },
    },
    {
      it: 'use_variants without variants is refused',
      files: { 'flow.dag.yaml': 'nodes: [{name: n, use_variants: true}]\n' },
      refuses: { code: 'InvalidFlowError', node: 'n' },
    },
    {
      it: 'a default that is not among the variants is refused',
      files: {
        'flow.dag.yaml':
          'nodes: [{name: n, use_variants: true}]\nnode_variants: {n: {default_variant_id: z, variants: {}}}\n',
      },
      refuses: { code: 'InvalidFlowError', node: 'n', message: 'Variant z not found for node n' },
    },
  ]);
});

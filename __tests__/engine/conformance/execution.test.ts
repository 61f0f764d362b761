import { node, tool } from '../flow-folder';
import { conforms, dag, type Case } from './case';

const out = (reference: string): string => `{out: {type: object, reference: "${reference}"}}`;
const raise = 'from promptflow.core import tool\n\n@tool\ndef run(x=None):\n    raise ValueError("boom")\n';
const echo = tool('x=None', 'x');

/** Two nodes: what `p` returns is read by `n`, whose own return is the output. */
const chain = (producer: string, consumer: string, reference = '${n.output}'): Case['files'] => ({
  'flow.dag.yaml': dag('{}', out(reference), node('n', 'n.py', 'x: "${p.output}"') + node('p', 'p.py', '')),
  'p.py': producer,
  'n.py': tool('x', consumer),
});

describe('scheduling', () => {
  conforms('3.1', [
    {
      it: 'the order of nodes in the file does not matter',
      files: chain(tool('', '20'), 'x + 1'),
      outputs: { out: 21 },
    },
    {
      it: 'nodes that no output needs run as well',
      files: {
        'flow.dag.yaml': dag('{}', '{}', node('lonely', 'p.jinja2', '')),
        'p.jinja2': 'A',
      },
      outputs: {},
      nodes: { lonely: 'Completed' },
    },
    {
      it: 'a failure of a node that no output needs fails the run',
      files: {
        'flow.dag.yaml': dag(
          '{}',
          '{out: {type: string, reference: "${a.output}"}}',
          node('a', 'a.jinja2', '') + node('b', 'b.py', 'x: "${a.output}"'),
        ),
        'a.jinja2': 'A',
        'b.py': raise,
      },
      fails: { code: 'ToolExecutionError', node: 'b', message: "Execution failure in 'b': (ValueError) boom" },
      nodes: { a: 'Completed', b: 'Failed' },
    },
    {
      it: 'nothing starts after a failure',
      files: {
        'flow.dag.yaml': dag('{}', '{}', node('a', 'a.py', '') + node('b', 'b.py', 'x: "${a.output}"')),
        'a.py': raise,
        'b.py': echo,
      },
      fails: { code: 'ToolExecutionError', node: 'a' },
      nodes: { a: 'Failed' },
    },
  ]);
});

describe('activation by other nodes', () => {
  const route = (kind: string): Case => ({
    it: `one of two branches runs, and the other is null: ${kind}`,
    files: {
      'flow.dag.yaml': dag(
        '{kind: {type: string}}',
        '{bill: {type: string, reference: "${bill.output}"}, shop: {type: string, reference: "${shop.output}"}, any: {type: string, reference: "${any.output}"}}',
        node('classify', 'classify.py', 'kind: "${inputs.kind}"') +
          node('bill', 'p.jinja2', 'x: bill', 'activate: {when: "${classify.output.kind}", is: bill}') +
          node('shop', 'p.jinja2', 'x: shop', 'activate: {when: "${classify.output.kind}", is: shop}') +
          node('any', 'any.jinja2', 'a: "${bill.output}", b: "${shop.output}"'),
      ),
      'classify.py': tool('kind', '{"kind": kind}'),
      'p.jinja2': '{{ x }}!',
      'any.jinja2': '{{ a or b }}',
    },
    inputs: { kind },
    outputs: {
      bill: kind === 'bill' ? 'bill!' : null,
      shop: kind === 'shop' ? 'shop!' : null,
      any: `${kind}!`,
    },
  });
  conforms('3.2', [
    route('bill'),
    route('shop'),
    {
      it: 'all nodes bypassed is a completed run',
      files: {
        'flow.dag.yaml': dag(
          '{}',
          out('${b.output}'),
          node('a', 'p.jinja2', '', 'activate: {when: a, is: b}') + node('b', 'p.jinja2', 'x: "${a.output}"'),
        ),
        'p.jinja2': 'P',
      },
      outputs: { out: null },
      nodes: { a: 'Bypassed', b: 'Bypassed' },
    },
    {
      it: 'a condition whose property is missing fails the run',
      files: {
        'flow.dag.yaml': dag(
          '{}',
          '{}',
          node('a', 'a.py', '') + node('b', 'p.jinja2', '', 'activate: {when: "${a.output.gone}", is: 1}'),
        ),
        'a.py': tool('', '{}'),
        'p.jinja2': 'P',
      },
      fails: { code: 'InvalidReferenceProperty', message: "'gone' when accessing the node 'a'" },
    },
    {
      it: 'a literal and no reference is enough to run when another is bypassed by its own condition',
      files: {
        'flow.dag.yaml': dag(
          '{}',
          out('${b.output}'),
          node('a', 'p.jinja2', '', 'activate: {when: 1, is: 0}') + node('b', 'p.jinja2', 'x: 1'),
        ),
        'p.jinja2': 'P',
      },
      outputs: { out: 'P' },
    },
    {
      it: 'a list equals a list of equal values, and True is 1',
      files: {
        'flow.dag.yaml': dag(
          '{}',
          out('${b.output}'),
          node('a', 'a.py', '') + node('b', 'p.jinja2', '', 'activate: {when: "${a.output}", is: [1, {k: 2.0}]}'),
        ),
        'a.py': tool('', '[True, {"k": 2}]'),
        'p.jinja2': 'P',
      },
      outputs: { out: 'P' },
    },
  ]);
});

describe('outputs as data', () => {
  conforms('3.5', [
    {
      it: 'infinity as an output stays infinity',
      files: {
        'flow.dag.yaml': dag('{}', out('${n.output}'), node('n', 'n.py', '')),
        'n.py': tool('', 'float("-inf")'),
      },
      outputs: { out: -Infinity },
    },
    {
      it: 'a value between nodes need not be JSON',
      files: chain(tool('', 'b"bytes"'), 'x.decode()'),
      outputs: { out: 'bytes' },
    },
    {
      it: 'an object inside a list is not JSON either',
      files: {
        'flow.dag.yaml': dag('{}', out('${n.output}'), node('n', 'n.py', '')),
        'n.py': tool('', '[1, object()]'),
      },
      fails: { code: 'FlowOutputUnserializable', message: 'Object of type object is not JSON serializable' },
    },
    {
      it: 'a generator that another node has consumed gives an empty text',
      files: chain(
        'from promptflow.core import tool\n\n@tool\ndef run():\n    yield "a"\n    yield "b"\n',
        '"".join(x)',
        '${p.output}',
      ),
      outputs: { out: '' },
    },
    {
      it: 'keys of a dict become text',
      files: {
        'flow.dag.yaml': dag('{}', out('${n.output}'), node('n', 'n.py', '')),
        'n.py': tool('', '{1: "a", None: "b", True: "c"}'),
      },
      outputs: { out: { '1': 'c', null: 'b' } },
    },
    {
      it: 'integers beyond 64 bits pass between nodes exactly',
      files: chain(tool('', '2**80'), 'str(x)'),
      outputs: { out: String(2n ** 80n) },
    },
    {
      it: 'text beyond ASCII passes between nodes',
      files: chain(tool('', '"é😀\\u2028"'), '[x, len(x)]'),
      outputs: { out: ['é😀\u2028', 3] },
    },
  ]);
});

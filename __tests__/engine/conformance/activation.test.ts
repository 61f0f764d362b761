import { node } from '../flow-folder';
import { conforms, dag, type Case } from './case';

const templates = { 'a.jinja2': 'A', 'show.jinja2': '[{{ x }}|{{ y }}]' };

/** A node that runs when `${inputs.x}` equals a literal. */
const compared = (x: unknown, is: string, runs: boolean): Case => ({
  it: `${JSON.stringify(x)} ${runs ? 'equals' : 'does not equal'} ${is}`,
  files: {
    ...templates,
    'flow.dag.yaml': dag(
      '{x: {type: object}}',
      '{out: {type: string, reference: "${n.output}"}}',
      node('n', 'a.jinja2', '', `activate: {when: "\${inputs.x}", is: ${is}}`),
    ),
  },
  inputs: { x },
  outputs: { out: runs ? 'A' : null },
  nodes: { n: runs ? 'Completed' : 'Bypassed' },
});

describe('activate compares as Python does', () => {
  conforms('3.2', [
    compared(1, '1', true),
    compared(1, 'true', true),
    compared(1, '1.0', true),
    compared(1, '"1"', false),
    compared({ a: [1, 2] }, '{a: [1, 2.0]}', true),
    compared(null, 'null', true),
    compared('', 'null', false),
  ]);
});

const bypassed = node('off', 'a.jinja2', '', 'activate: {when: 1, is: 2}');

describe('bypass', () => {
  conforms('3.2', [
    {
      it: 'spreads to a node whose node references are all bypassed, whatever else it reads',
      files: {
        ...templates,
        'flow.dag.yaml': dag(
          '{i: {type: int, default: 1}}',
          '{out: {type: string, reference: "${n.output}"}}',
          bypassed + node('n', 'show.jinja2', 'x: "${off.output}", y: "${inputs.i}"'),
        ),
      },
      outputs: { out: null },
      nodes: { off: 'Bypassed', n: 'Bypassed' },
    },
    {
      it: 'does not spread while one reference is alive; the other is None',
      files: {
        ...templates,
        'flow.dag.yaml': dag(
          '{}',
          '{out: {type: string, reference: "${n.output}"}}',
          bypassed + node('on', 'a.jinja2', '') + node('n', 'show.jinja2', 'x: "${off.output}", y: "${on.output}"'),
        ),
      },
      outputs: { out: '[None|A]' },
    },
    {
      it: 'does not stop a node whose own condition holds',
      files: {
        ...templates,
        'flow.dag.yaml': dag(
          '{}',
          '{out: {type: string, reference: "${n.output}"}}',
          bypassed + node('n', 'show.jinja2', 'x: "${off.output}"', 'activate: {when: 1, is: 1}'),
        ),
      },
      outputs: { out: '[None|]' },
    },
    {
      it: 'comes first when the condition names a bypassed node, even if it is null',
      files: {
        ...templates,
        'flow.dag.yaml': dag(
          '{}',
          '{}',
          bypassed + node('n', 'a.jinja2', '', 'activate: {when: "${off.output}", is: null}'),
        ),
      },
      outputs: {},
      nodes: { off: 'Bypassed', n: 'Bypassed' },
    },
    {
      it: 'fails the run where an output reads a property of it',
      files: {
        ...templates,
        'flow.dag.yaml': dag('{}', '{out: {type: string, reference: "${off.output.x}"}}', bypassed),
      },
      fails: { code: 'InvalidReferenceProperty' },
    },
    {
      it: 'leaves out an argument whose parameter has a default, and passes None to the others',
      files: {
        ...templates,
        'flow.dag.yaml': dag(
          '{}',
          '{out: {type: list, reference: "${n.output}"}}',
          bypassed +
            node('on', 'a.jinja2', '') +
            node('n', 'n.py', 'a: "${off.output}", b: "${off.output}", c: "${on.output}"'),
        ),
        'n.py': 'from promptflow.core import tool\n\n@tool\ndef run(a, c, b="default"):\n    return [a, b, c]\n',
      },
      outputs: { out: [null, 'default', 'A'] },
    },
  ]);
});

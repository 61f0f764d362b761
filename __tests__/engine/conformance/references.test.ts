import { conforms, outputsConform, type Case } from './case';
import { node, tool } from '../flow-folder';

const source = tool('', "{'a': {'b': [10, {'k e': 'deep'}]}, '0': 'zero', 'list': [1, 2], 'k': {'e': 'kept apart'}}");

function read(reference: string): Case['files'] {
  return {
    'flow.dag.yaml': `outputs: {x: {type: object, reference: ${JSON.stringify(reference)}}}\nnodes:\n${node('n', 'n.py', '')}`,
    'n.py': source,
  };
}

const whole = { a: { b: [10, { 'k e': 'deep' }] }, '0': 'zero', list: [1, 2], k: { e: 'kept apart' } };

/** References of flow outputs that can be read, with their values. */
const readable: readonly (readonly [reference: string, value: unknown])[] = [
  ['${n}', whole],
  ['${n.output.a.b[0]}', 10],
  ["${n.output.a.b[1]['k e']}", 'deep'],
  ['${n.output.list[1]}', 2],
  ['${n.output.0}', 'zero'],
  ["${n.output.['0']}", 'zero'],
  ['${n.output.a["b"][0]}', 10],
  ["${n.output.['a'].b[0]}", 10],
  ['${n.output.list.[1]}', 2],
  ['${n.output.k-e}', 'kept apart'],
  ['${n.output.["k e"]}', 'kept apart'],
  ['$ {n.output}', '$ {n.output}'],
  ['${n.output} ', '${n.output} '],
  ['x${n.output}y', 'x${n.output}y'],
  ['hello ${n.output}', 'hello ${n.output}'],
  [' ${n.output}', ' ${n.output}'],
  ['{{n.output}}', '{{n.output}}'],
  ['${n.output[0]}', whole],
  ["${n.output['a']}", whole],
  ['${n.other}', whole],
];

/** A flow with an output for each reference. */
function readAll(references: readonly string[]): Case['files'] {
  const outputs = references.map(
    (reference, index) => `x${index}: {type: object, reference: ${JSON.stringify(reference)}}`,
  );
  return { 'flow.dag.yaml': `outputs: {${outputs.join(', ')}}\nnodes:\n${node('n', 'n.py', '')}`, 'n.py': source };
}

const fails = (reference: string, code: string): Case => ({
  it: `${reference} fails the run with ${code}`,
  files: read(reference),
  fails: { code },
});

describe('references to outputs of nodes', () => {
  outputsConform(
    '2.1',
    readAll(readable.map(([reference]) => reference)),
    readable.map(([reference, value], index) => ({
      it: `${reference} gives ${JSON.stringify(value)}`,
      output: `x${index}`,
      value,
    })),
  );
  conforms('2.1', [
    fails('${n.output.missing}', 'InvalidReferenceProperty'),
    fails('${n.output.list[9]}', 'InvalidReferenceProperty'),
    fails('${n.output.list.length}', 'InvalidReferenceProperty'),
    fails('${n.output.list[-1]}', 'InvalidReferenceProperty'),
    {
      it: '${n.output.list["0"]} is an attribute 0, which a list has not',
      files: read('${n.output.list["0"]}'),
      fails: { code: 'InvalidReferenceProperty' },
    },
    {
      it: '[…] after what has no items fails with the error of Python',
      files: read('${n.output.list[0][0]}'),
      fails: { code: 'TypeError', fault: 'system', message: "'int' object is not subscriptable" },
    },
    {
      it: "['…'] after a list fails with the error of Python",
      files: read("${n.output.list['x']}"),
      fails: { code: 'TypeError', message: 'list indices must be integers or slices, not str' },
    },
    ...["${n.output['a']}", '${n.output[0]}', '${n.other}'].map((reference) => ({
      it: `${reference} as an input of a node fails the run with UnsupportedReference`,
      files: {
        'flow.dag.yaml': `nodes:\n${node('n', 'n.py', '')}${node('m', 'm.py', `x: ${JSON.stringify(reference)}`)}`,
        'n.py': source,
        'm.py': tool('x', 'x'),
      },
      fails: { code: 'UnsupportedReference' },
    })),
    { it: '${ inputs.x } names no node', files: read('${ inputs.x }'), refuses: { code: 'OutputReferenceNotFound' } },
    { it: '${} names no node', files: read('${}'), refuses: { code: 'OutputReferenceNotFound' } },
  ]);
});

describe('references to inputs of the flow', () => {
  const declared = (reference: string): Case['files'] => ({
    'flow.dag.yaml': `inputs: {x: {type: object}, x.y: {type: string, default: dotted}}\noutputs: {out: {type: object, reference: ${JSON.stringify(reference)}}}\n`,
  });
  conforms('2.1', [
    { it: '${flow.x} is ${inputs.x}', files: declared('${flow.x}'), inputs: { x: [1] }, outputs: { out: [1] } },
    {
      it: '${inputs.x.y} is an input whose name has a dot',
      files: declared('${inputs.x.y}'),
      inputs: { x: { y: 'nested' } },
      outputs: { out: 'dotted' },
    },
    {
      it: '${inputs.x.z} is no property of x',
      files: declared('${inputs.x.z}'),
      refuses: { code: 'OutputReferenceNotFound', message: "'x.z'" },
    },
    {
      it: 'a node named flow cannot be read',
      files: {
        'flow.dag.yaml': `outputs: {x: {type: int, reference: "\${flow.output}"}}\nnodes:\n${node('flow', 'n.py', '')}`,
        'n.py': source,
      },
      refuses: { code: 'OutputReferenceNotFound' },
    },
  ]);
});

describe('values that come by reference are never converted', () => {
  conforms('2.4', [
    {
      it: 'an int parameter that is fed a string gets the string',
      files: {
        'flow.dag.yaml': `inputs: {s: {type: string}}\noutputs: {kind: {type: string, reference: "\${n.output}"}}\nnodes:\n${node('n', 'n.py', 'x: "${inputs.s}"')}`,
        'n.py': tool('x: int', 'type(x).__name__'),
      },
      inputs: { s: '3' },
      outputs: { kind: 'str' },
    },
  ]);
});

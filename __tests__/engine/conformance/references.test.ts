import { conforms, type Case } from './case';
import { node, tool } from '../flow-folder';

const source = tool('', "{'a': {'b': [10, {'k e': 'deep'}]}, '0': 'zero', 'list': [1, 2], 'k': {'e': 'kept apart'}}");

function read(reference: string): Case['files'] {
  return {
    'flow.dag.yaml': `outputs: {x: {type: object, reference: ${JSON.stringify(reference)}}}\nnodes:\n${node('n', 'n.py', '')}`,
    'n.py': source,
  };
}

const gives = (reference: string, x: unknown): Case => ({
  it: `${reference} gives ${JSON.stringify(x)}`,
  files: read(reference),
  outputs: { x },
});

const fails = (reference: string, code: string): Case => ({
  it: `${reference} fails the run with ${code}`,
  files: read(reference),
  fails: { code },
});

describe('references to outputs of nodes', () => {
  conforms('2.1', [
    gives('${n}', { a: { b: [10, { 'k e': 'deep' }] }, '0': 'zero', list: [1, 2], k: { e: 'kept apart' } }),
    gives('${n.output.a.b[0]}', 10),
    gives("${n.output.a.b[1]['k e']}", 'deep'),
    gives('${n.output.list[1]}', 2),
    gives('${n.output.0}', 'zero'),
    gives("${n.output.['0']}", 'zero'),
    gives('${n.output.a["b"][0]}', 10),
    gives("${n.output.['a'].b[0]}", 10),
    gives('${n.output.list.[1]}', 2),
    gives('${n.output.k-e}', 'kept apart'),
    gives('$ {n.output}', '$ {n.output}'),
    gives('${n.output} ', '${n.output} '),
    gives('x${n.output}y', 'x${n.output}y'),
    gives('hello ${n.output}', 'hello ${n.output}'),
    gives(' ${n.output}', ' ${n.output}'),
    gives('{{n.output}}', '{{n.output}}'),
    fails('${n.output.missing}', 'InvalidReferenceProperty'),
    fails('${n.output.list[9]}', 'InvalidReferenceProperty'),
    fails('${n.output.list.length}', 'InvalidReferenceProperty'),
    fails('${n.output.list[-1]}', 'InvalidReferenceProperty'),
    fails("${n.output['a']}", 'UnsupportedReference'),
    fails('${n.output[0]}', 'UnsupportedReference'),
    fails('${n.other}', 'UnsupportedReference'),
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

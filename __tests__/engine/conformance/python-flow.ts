import { node } from '../flow-folder';
import { dag, type Case } from './case';

/** The output of a flow whose node is `n`. */
export const out = '{out: {type: object, reference: "${n.output}"}}';

/** A flow of one Python node. */
export const flow = (python: string, inputs = '', declared = '{}'): Case['files'] => ({
  'flow.dag.yaml': dag(declared, out, node('n', 'n.py', inputs)),
  'n.py': python,
});

/** A tool that gives a value. */
export const gives = (it: string, python: string, inputs: string, value: unknown): Case => ({
  it,
  files: flow(python, inputs),
  outputs: { out: value },
});

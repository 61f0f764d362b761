import { type JsonValue } from '../../model';
import { type RunLine } from '../types';
import { type Label } from './label';

/** Put before an output's name, so that no column of the dataset is lost. */
const prefix = 'expected_';

/**
 * What a person found right, as a line of a dataset: the columns that the line's dataset has, the flow's inputs, and
 * each output as it ought to be, as `expected_<output>`. Undefined for what was rejected: nobody said what would have
 * been right.
 * @param row the line as its dataset has it
 */
export function expectedRow(
  { inputs, outputs }: Pick<RunLine, 'inputs' | 'outputs'>,
  label: Label,
  row: Readonly<Record<string, JsonValue>>,
): Readonly<Record<string, JsonValue>> | undefined {
  if (label.verdict === 'reject') return undefined;
  const expected = label.verdict === 'correct' ? { ...outputs, ...label.corrected } : outputs;
  const columns = Object.entries(expected).map(([output, value]) => [`${prefix}${output}`, value]);
  return { ...inputs, ...row, ...(Object.fromEntries(columns) as Record<string, JsonValue>) };
}

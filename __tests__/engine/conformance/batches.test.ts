import type { BatchOptions } from '../../../engine';
import { batch } from '../batch/batch-run';
import { node } from '../flow-folder';
import { dag } from './case';

/** A batch over records: the outputs of its lines by number, or what they failed with, and what was made of them. */
interface BatchCase {
  readonly it: string;
  readonly yaml: string;
  readonly records?: readonly unknown[];
  readonly options?: Partial<BatchOptions>;
  readonly lines?: Readonly<Record<number, unknown>>;
  readonly aggregation?: Readonly<Record<string, unknown>>;
  /** Of the run as a whole. */
  readonly fails?: { readonly code: string; readonly message: string };
}

const templates = {
  'show.jinja2': '{{ x }}',
  'pick.jinja2': '{{ x[0] }}',
  'strict.jinja2': '{{ x + 1 }}',
  'count.jinja2': '{{ x|length }}',
};

function conforms(section: string, cases: readonly BatchCase[]): void {
  test.each(cases.map((entry) => [entry.it, entry] as const))(`${section} %s`, async (_, entry) => {
    const { result, lines } = await batch({ ...templates, 'flow.dag.yaml': entry.yaml }, entry.records, entry.options);
    if (entry.fails !== undefined) {
      expect(result).toMatchObject({ status: 'Failed', error: { code: entry.fails.code } });
      expect(result.error?.message).toContain(entry.fails.message);
      expect(lines).toEqual([]);
      return;
    }
    expect(result.status).toBe('Completed');
    const outcomes = lines.map(({ lineNumber, outputs, error }) => [lineNumber, error?.code ?? outputs['out']]);
    if (entry.lines !== undefined) expect(Object.fromEntries(outcomes)).toEqual(entry.lines);
    if (entry.aggregation !== undefined) expect(result.aggregation).toEqual(entry.aggregation);
  });
}

const out = '{out: {type: string, reference: "${n.output}"}}';
/** Shows an input of a type, and the list of the outputs over the lines. */
const shows = (type: string, extra = ''): string =>
  dag(
    `{x: {type: ${type}${extra}}}`,
    out,
    node('n', 'show.jinja2', 'x: "${inputs.x}"') + node('all', 'show.jinja2', 'x: "${n.output}"', 'aggregation: true'),
  );

describe('aggregation', () => {
  conforms('3.3', [
    {
      it: 'outputs of normal nodes are lists in the order of the lines',
      yaml: shows('int'),
      records: [{ x: 1 }, { x: 2 }],
      lines: { 0: '1', 1: '2' },
      aggregation: { all: "['1', '2']" },
    },
    {
      it: 'lines that failed are left out',
      yaml: shows('int'),
      records: [{ x: 1 }, { x: 'a' }, { x: 3 }],
      lines: { 0: '1', 1: 'InputTypeError', 2: '3' },
      aggregation: { all: "['1', '3']" },
    },
    {
      it: 'inputs of the flow are lists, literals are not',
      yaml: dag(
        '{x: {type: int}}',
        '{}',
        node('all', 'show.jinja2', 'x: "${inputs.x}"', 'aggregation: true') +
          node('one', 'show.jinja2', 'x: literal', 'aggregation: true'),
      ),
      records: [{ x: 1 }, { x: 2 }],
      aggregation: { all: '[1, 2]', one: 'literal' },
    },
    {
      it: 'another aggregation node gives its output as it is',
      yaml: dag(
        '{x: {type: int}}',
        '{}',
        node('all', 'show.jinja2', 'x: "${inputs.x}"', 'aggregation: true') +
          node('next', 'pick.jinja2', 'x: "${all.output}"', 'aggregation: true'),
      ),
      records: [{ x: 1 }],
      aggregation: { all: '[1]', next: '[' },
    },
    {
      it: 'a bypassed node counts as None',
      yaml: dag(
        '{x: {type: int}}',
        out,
        node('n', 'show.jinja2', 'x: "${inputs.x}"', 'activate: {when: "${inputs.x}", is: 1}') +
          node('all', 'show.jinja2', 'x: "${n.output}"', 'aggregation: true'),
      ),
      records: [{ x: 1 }, { x: 2 }],
      lines: { 0: '1', 1: null },
      aggregation: { all: "['1', None]" },
    },
    {
      it: 'it runs over empty lists when no line succeeded',
      yaml: dag('{x: {type: int}}', '{}', node('all', 'count.jinja2', 'x: "${inputs.x}"', 'aggregation: true')),
      records: [{ x: 'a' }],
      lines: { 0: 'InputTypeError' },
      aggregation: { all: '0' },
    },
    {
      it: 'a failure leaves the run completed',
      yaml: dag('{x: {type: int}}', '{}', node('all', 'strict.jinja2', 'x: "${inputs.x}"', 'aggregation: true')),
      records: [{ x: 1 }],
      aggregation: {},
    },
  ]);
});

describe('data', () => {
  conforms('8.3', [
    {
      it: 'a key that some lines lack is NaN there',
      yaml: shows('string'),
      records: [{ x: 'a' }, {}],
      lines: { 0: 'a', 1: 'nan' },
    },
    {
      it: 'integers beside a gap are floats',
      yaml: shows('object'),
      records: [{ x: 1 }, {}],
      lines: { 0: '1.0', 1: 'nan' },
    },
    { it: 'null stays null', yaml: shows('string'), records: [{ x: null }, { x: 'a' }], lines: { 0: 'None', 1: 'a' } },
    {
      it: 'lines may carry their numbers',
      yaml: shows('int'),
      records: [
        { x: 1, line_number: 7 },
        { x: 2, line_number: 3 },
      ],
      lines: { 7: '1', 3: '2' },
    },
    {
      it: 'no record fails the run',
      yaml: shows('int'),
      records: [],
      fails: { code: 'EmptyInputsData', message: "Couldn't find any inputs data" },
    },
    {
      it: 'a flow without inputs cannot run over data',
      yaml: dag('{}', '{}', ''),
      records: [{ x: 1 }],
      fails: { code: 'InputNotFound', message: 'The input for flow cannot be empty in batch mode' },
    },
  ]);
});

describe('column mapping', () => {
  const mapped = (mapping: BatchOptions['mapping']): Partial<BatchOptions> =>
    mapping === undefined ? {} : { mapping };
  conforms('8.4', [
    {
      it: 'an input takes the column that it is mapped to',
      yaml: shows('string'),
      records: [{ y: 'a' }],
      options: mapped({ x: '${data.y}' }),
      lines: { 0: 'a' },
    },
    {
      it: 'an input with a default keeps it, though the data has its column',
      yaml: shows('string', ', default: d'),
      records: [{ x: 'a' }],
      lines: { 0: 'd' },
    },
    {
      it: 'a default gives way to a mapping',
      yaml: shows('string', ', default: d'),
      records: [{ x: 'a' }],
      options: mapped({ x: '${data.x}' }),
      lines: { 0: 'a' },
    },
    {
      it: 'columns that are not there are told together, and no line runs',
      yaml: shows('string'),
      records: [{ y: 'a' }],
      options: mapped({ x: '${data.a}', z: '${data.b}' }),
      fails: {
        code: 'ApplyInputMappingError',
        message: "Couldn't find these mapping relations: ${data.a}, ${data.b}.",
      },
    },
    {
      it: 'a mapping may name what is no input',
      yaml: shows('string'),
      records: [{ x: 'a' }],
      options: mapped({ other: '${data.x}' }),
      lines: { 0: 'a' },
    },
    {
      it: 'a literal in a mapping keeps its type',
      yaml: shows('object'),
      records: [{ x: 1, y: 2 }],
      options: mapped({ x: 1.5, z: '${data.y}' }),
      lines: { 0: '1.5' },
    },
  ]);
});

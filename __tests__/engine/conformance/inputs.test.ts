import { Float } from '../../../engine';
import { conforms, type Case } from './case';

/** A flow with one input of a type, which a template prints as Python would. */
function echo(type: string, extra = ''): Case['files'] {
  return {
    'flow.dag.yaml': `inputs: {x: {type: ${type}${extra}}}
outputs: {shown: {type: string, reference: "\${show.output}"}, x: {type: string, reference: "\${inputs.x}"}}
nodes:
- {name: show, type: prompt, source: {type: code, path: show.jinja2}, inputs: {x: "\${inputs.x}"}}
`,
    'show.jinja2': '{{ x }}',
  };
}

const converted = (type: string, given: unknown, shown: string, x: unknown): Case => ({
  it: `${type}: ${JSON.stringify(given)} becomes ${shown}`,
  files: echo(type),
  inputs: { x: given },
  outputs: { shown, x },
});

const rejected = (type: string, given: unknown, code = 'InputTypeError'): Case => ({
  it: `${type}: ${JSON.stringify(given)} is refused`,
  files: echo(type),
  inputs: { x: given },
  fails: { code, message: `'x'`, fault: 'user' },
});

describe('flow inputs are converted to their types', () => {
  conforms('2.2', [
    converted('int', 5, '5', 5),
    converted('int', ' 1 ', '1', 1),
    converted('int', 1.7, '1', 1),
    converted('int', true, '1', 1),
    converted('int', '1_000', '1000', 1000),
    converted('double', 3, '3.0', 3),
    converted('double', '1e3', '1000.0', 1000),
    converted('double', 'nan', 'nan', NaN),
    converted('bool', 'FALSE', 'False', false),
    converted('string', new Float(1), '1.0', '1.0'),
    converted('string', true, 'True', 'True'),
    converted('string', null, 'None', 'None'),
    converted('string', { a: 1 }, "{'a': 1}", "{'a': 1}"),
    converted('list', '[1, 2.0]', '[1, 2.0]', [1, 2]),
    converted('object', '5', '5', 5),
    converted('object', 'no json', 'no json', 'no json'),
    converted('int', -1.7, '-1', -1),
    converted('int', '-3', '-3', -3),
    converted('int', '+3', '3', 3),
    converted('int', new Float(2), '2', 2),
    converted('double', '1', '1.0', 1),
    converted('double', true, '1.0', 1),
    converted('double', ' 2.5 ', '2.5', 2.5),
    converted('double', '1_0.5', '10.5', 10.5),
    converted('double', '-inf', '-inf', -Infinity),
    converted('bool', true, 'True', true),
    converted('bool', 'True', 'True', true),
    converted('string', 5, '5', '5'),
    converted('string', 'x', 'x', 'x'),
    converted('string', [1, 'a', null], "[1, 'a', None]", "[1, 'a', None]"),
    converted('string', NaN, 'nan', 'nan'),
    converted('string', 1e21, '1000000000000000000000', '1000000000000000000000'),
    converted('list', [1], '[1]', [1]),
    converted('list', ' [] ', '[]', []),
    converted('object', '{"a": [1.0]}', "{'a': [1.0]}", { a: [1] }),
    converted('object', 'true', 'True', true),
    converted('object', 'null', 'None', null),
    converted('object', '', '', ''),
    converted('object', null, 'None', null),
    converted('secret', null, 'None', null),
    rejected('int', '0x10'),
    rejected('int', ''),
    rejected('int', [1]),
    rejected('int', Infinity),
    rejected('double', null),
    rejected('double', ''),
    rejected('bool', 0),
    rejected('bool', null),
    rejected('bool', ''),
    rejected('list', null),
    rejected('list', 5),
    rejected('list', '', 'InputParseError'),
    rejected('int', '1.5'),
    rejected('int', null),
    rejected('int', NaN),
    rejected('double', 'abc'),
    rejected('bool', 1),
    rejected('bool', 'yes'),
    rejected('list', { a: 1 }),
    rejected('list', '{"a": 1}'),
    rejected('list', 'no json', 'InputParseError'),
  ]);
});

describe('errors name the line of the data', () => {
  const inLine = (it: string, type: string, inputs: Case['inputs'], code: string, message: string): Case => ({
    it,
    files: echo(type),
    ...(inputs === undefined ? {} : { inputs }),
    options: { lineNumber: 3 },
    fails: { code, message },
  });
  conforms('2.2', [
    inLine(
      'a wrong type',
      'int',
      { x: 'a' },
      'InputTypeError',
      "The value for flow input 'x' in line 3 of input data does not match the expected type 'int'",
    ),
    inLine(
      'a text that is no list',
      'list',
      { x: 'a' },
      'InputParseError',
      'was interpreted as JSON string since its type is',
    ),
    inLine(
      'a missing input',
      'int',
      undefined,
      'InputNotFound',
      "The value for flow input 'x' is not provided in line 3 of input data",
    ),
    {
      it: 'without a line there is none to name',
      files: echo('int'),
      inputs: { x: 'a' },
      fails: {
        code: 'InputTypeError',
        message: "The value for flow input 'x' does not match the expected type 'int'",
      },
    },
  ]);
});

describe('defaults and missing inputs', () => {
  conforms('2.3', [
    {
      it: 'a missing input takes its default, converted',
      files: echo('int', ', default: "7"'),
      outputs: { shown: '7', x: 7 },
    },
    { it: 'an empty default is a default', files: echo('string', ', default: ""'), outputs: { shown: '', x: '' } },
    {
      it: 'an explicit null does not fall back to the default',
      files: echo('string', ', default: d'),
      inputs: { x: null },
      outputs: { shown: 'None', x: 'None' },
    },
    {
      it: 'a null default is none, and a missing input fails the run',
      files: echo('int', ', default: null'),
      fails: { code: 'InputNotFound', message: "The value for flow input 'x' is not provided" },
    },
    {
      it: 'an input that is missing comes before one that does not fit',
      files: {
        'flow.dag.yaml': 'inputs: {a: {type: int}, b: {type: int}}\noutputs: {}\n',
      },
      inputs: { a: 'abc' },
      fails: { code: 'InputNotFound', message: "flow input 'b' is not provided" },
    },
    {
      it: 'a bad default fails the run and not the load',
      files: echo('int', ', default: abc'),
      fails: { code: 'InputTypeError' },
    },
    {
      it: 'inputs that the flow does not declare are ignored',
      files: echo('int'),
      inputs: { x: 1, y: 2 },
      outputs: { shown: '1', x: 1 },
    },
    {
      it: 'an unknown type is refused when loading',
      files: echo('String'),
      refuses: { code: 'FlowDefinitionError', message: "'String'" },
    },
  ]);
});

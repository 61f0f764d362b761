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
    {
      it: 'an image is refused when loading, as the engine has none',
      files: echo('image'),
      refuses: { code: 'NotSupported', message: "Flow input 'x' is an image" },
    },
  ]);
});

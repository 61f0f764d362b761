import { conforms, literalsConform, type Case } from './case';

/** A flow whose outputs are literals of the YAML under test, printed by a template as Python shows them. */
function printed(yaml: string, shown: string): Case {
  return {
    it: `${yaml} prints as ${shown}`,
    files: {
      'flow.dag.yaml': `outputs: {shown: {type: string, reference: "\${show.output}"}}
nodes:
- name: show
  type: prompt
  source: {type: code, path: show.jinja2}
  inputs: {x: ${yaml}}
`,
      'show.jinja2': '{{ [x] }}',
    },
    outputs: { shown: `[${shown}]` },
  };
}

describe('flow.dag.yaml is YAML 1.2', () => {
  conforms('1.1', [
    printed('yes', "'yes'"),
    printed('on', "'on'"),
    printed('true', 'True'),
    printed('null', 'None'),
    printed('010', '10'),
    printed('0o10', '8'),
    printed('0x1F', '31'),
    printed('1_000', '1000'),
    printed('.5', '0.5'),
    printed('1e3', '1000.0'),
    printed('1.50', '1.5'),
    printed('2.0', '2.0'),
    printed('2024-01-31', 'datetime.date(2024, 1, 31)'),
    printed('2024-02-30', "'2024-02-30'"),
    printed('"2024-01-31"', "'2024-01-31'"),
    printed('2024-01-31T10:00:00.5+01:00', 'datetime.datetime(2024, 1, 31, 9, 0, 0, 500000)'),
    printed('2024-01-31 10:00:00', 'datetime.datetime(2024, 1, 31, 10, 0)'),
    printed('2024-01-31 25:00:00', "'2024-01-31 25:00:00'"),
    printed('-0x1F', '-31'),
    printed('+0b11', '3'),
    printed('.5e3', "'.5e3'"),
    printed('.5e+3', '500.0'),
    printed('.nan', 'nan'),
    printed('-.inf', '-inf'),
    printed('12345678901234567890', '12345678901234567890'),
    printed('{b: 1, a: [1, 2.0]}', "{'b': 1, 'a': [1, 2.0]}"),
    {
      it: 'a key that stands twice is refused with its line',
      files: { 'flow.dag.yaml': 'inputs: {}\noutputs: {}\ninputs: {}\n' },
      refuses: { code: 'YamlParseError', message: 'line 3' },
    },
    {
      it: 'an alias of nothing is refused',
      files: { 'flow.dag.yaml': 'outputs: {a: *nothing}\n' },
      refuses: { code: 'YamlParseError', message: 'nothing' },
    },
    {
      it: 'a merge of what is no mapping is refused',
      files: { 'flow.dag.yaml': 'outputs: {<<: [1]}\n' },
      refuses: { code: 'YamlParseError' },
    },
    {
      it: 'a collection within itself is refused',
      files: { 'flow.dag.yaml': 'outputs: &o {a: *o}\n' },
      refuses: { code: 'YamlParseError' },
    },
    { it: 'an empty file is a flow without outputs', files: { 'flow.dag.yaml': '' }, outputs: {} },
    {
      it: 'unknown keys are ignored at every level',
      files: {
        'flow.dag.yaml':
          'colour: red\ninputs: {x: {type: int, default: 1, colour: blue}}\noutputs: {x: {type: int, reference: "${inputs.x}", size: 3}}\n',
      },
      outputs: { x: 1 },
    },
    {
      it: 'two definitions in one folder are refused',
      files: { 'flow.dag.yaml': '', 'flow.dag.yml': '' },
      refuses: { code: 'ValidationException', message: 'flow.dag.yaml, flow.dag.yml' },
    },
    {
      it: 'a folder without a definition is refused',
      files: { 'readme.md': '' },
      refuses: { code: 'UserErrorException', message: 'neither flow.dag.yaml nor flow.flex.yaml' },
    },
    {
      it: 'an entry makes a flex flow of any file',
      files: { 'flow.dag.yaml': 'entry: main:run\n', 'main.py': 'def run():\n    return 1\n' },
      outputs: { output: 1 },
    },
  ]);
});

describe('a date without quotes is a date', () => {
  literalsConform('1.1', [
    { parameters: 'a', inputs: 'a: 2024-01-31', shown: 'datetime.date(2024, 1, 31)' },
    { parameters: 'a', inputs: 'a: {days: [2024-01-31]}', shown: "{'days': [datetime.date(2024, 1, 31)]}" },
    { parameters: 'a: str', inputs: 'a: 2024-01-31', shown: "'2024-01-31'" },
  ]);
  conforms('1.1', [
    {
      it: 'and no output, as JSON has none',
      files: { 'flow.dag.yaml': 'outputs: {x: {type: string, reference: 2024-01-31}}\n' },
      fails: { code: 'FlowOutputUnserializable', message: '(TypeError) Object of type date is not JSON serializable' },
    },
    {
      it: 'and text in an input of that type',
      files: {
        'flow.dag.yaml':
          'inputs: {d: {type: string, default: 2024-01-31}}\noutputs: {x: {type: string, reference: "${inputs.d}"}}\n',
      },
      outputs: { x: '2024-01-31' },
    },
  ]);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadFlow } from '../../../engine';
import { node, tool, writeFlow } from '../flow-folder';
import { conforms, dag, type Case } from './case';

const files = (template: string, inputs: string): Case['files'] => ({
  'flow.dag.yaml': dag('{}', '{out: {type: string, reference: "${n.output}"}}', node('n', 'p.jinja2', inputs)),
  'p.jinja2': template,
});

const renders = (it: string, template: string, inputs: string, out: string): Case => ({
  it,
  files: files(template, inputs),
  outputs: { out },
});

const fails = (it: string, template: string, inputs: string, message: string): Case => ({
  it,
  files: files(template, inputs),
  fails: { code: 'JinjaTemplateError', node: 'n', message },
});

describe('prompt nodes', () => {
  conforms('5', [
    renders('keep the trailing newline', 'hi\n\n', '', 'hi\n\n'),
    renders('read CRLF as LF', 'a\r\nb\r\n', '', 'a\nb\n'),
    renders('swallow one newline after a block tag', '{% if true %}\nx\n{% endif %}\ny\n', '', 'x\ny\n'),
    renders('print a literal null as None', '[{{ x }}]', 'x: null', '[None]'),
    renders('render an input named template in place of their file', 'not this', 'template: "<{{ x }}>", x: 1', '<1>'),
    renders('print an empty literal as nothing', '[{{ x }}]', 'x: ""', '[]'),
    renders('print what is not given as nothing', '[{{ nothing }}]', '', '[]'),
    renders('do not escape HTML', '{{ x }}', 'x: "<b>"', '<b>'),
    renders('do not mind inputs that the template does not use', 'x', 'y: 1', 'x'),
    fails(
      'fail with the reason of Jinja',
      '{{ x.y.z }}',
      'x: {a: 1}',
      "Failed to render jinja template: UndefinedError: 'dict object' has no attribute 'y'. Please modify your prompt",
    ),
    renders('print a double as Python does', '{{ x }} {{ y }}', 'x: 3.0, y: 1e20', '3.0 1e+20'),
    renders(
      'print lists and dicts as Python does',
      '{{ x }}',
      `x: {a: [1, "it's", true, null]}`,
      `{'a': [1, "it's", True, None]}`,
    ),
    renders('keep the indentation before a tag', '  {% if true %}\n  x\n  {% endif %}\n', '', '    x\n  '),
    renders(
      'offer the loop and its neighbours',
      '{% for i in x %}{{ loop.index }}{{ i }}{{ "" if loop.last else "," }}{% endfor %}',
      'x: [a, b]',
      '1a,2b',
    ),
    renders('keep a list that is text apart from a list', '{{ x|length }}', 'x: "[1, 2]"', '6'),
    renders(
      'sort keys and keep 1.0 in tojson',
      '{{ x|tojson }}',
      'x: {b: 1.0, a: "<é>"}',
      '{"a": "\\u003c\\u00e9\\u003e", "b": 1.0}',
    ),
    renders('round half to even', '{{ 2.5|round }} {{ 3.5|round }} {{ 7/2 }} {{ 7//2 }}', '', '2.0 4.0 3.5 3'),
    renders(
      'give the method of a dict before its key',
      '{{ x.items is callable }} {{ x["items"] }}',
      'x: {items: 1}',
      'True 1',
    ),
    renders('let a template change a list', '{% set _ = x.append(3) %}{{ x }}', 'x: [1]', '[1, 3]'),
    renders('count code points', '{{ x|length }}{{ x[1] }}', 'x: "a😀b"', '3😀'),
    renders(
      'define macros',
      '{% macro hi(n, mark="!") %}Hi {{ n }}{{ mark }}{% endmacro %}{{ hi(x) }} {{ hi(x, "?") }}',
      'x: Bo',
      'Hi Bo! Hi Bo?',
    ),
    renders('give a loop without items its else', '{% for i in nothing %}x{% else %}none{% endfor %}', '', 'none'),
    renders(
      'change an outer variable only through a namespace',
      '{% set n = namespace(v=0) %}{% set w = 0 %}{% for i in [1, 2] %}{% set n.v = n.v + i %}{% set w = w + i %}{% endfor %}{{ n.v }} {{ w }}',
      '',
      '3 0',
    ),
    fails('refuse hidden attributes', '{{ x.__class__.__mro__ }}', 'x: []', 'SecurityError'),
    fails('refuse ranges that are too long', '{{ range(100001)|list }}', '', 'OverflowError'),
    fails(
      'refuse to calculate with what is not given',
      '{{ nothing + 1 }}',
      '',
      "UndefinedError: 'nothing' is undefined",
    ),
    fails('refuse to call what is not given', '{{ nothing() }}', '', "UndefinedError: 'nothing' is undefined"),
    {
      it: 'have no statement do',
      files: files('{% do x.append(1) %}', 'x: []'),
      refuses: {
        code: 'ResolveToolError',
        node: 'n',
        message: 'Jinja parsing failed at line 1: (TemplateSyntaxError)',
      },
    },
    {
      it: 'cannot have a variable called template',
      files: files('{{ template }}', 'template: x'),
      refuses: { code: 'ResolveToolError', node: 'n', message: 'template' },
    },
    {
      it: 'show named tuples with their names, which are attributes',
      files: {
        'flow.dag.yaml': dag(
          '{}',
          '{out: {type: string, reference: "${n.output}"}}',
          node('p', 'p.py', '') + node('n', 'p.jinja2', 'p: "${p.output}"'),
        ),
        'p.py': `from collections import namedtuple\nP = namedtuple("P", "x y")\n${tool('', 'P(1, "a")')}`,
        'p.jinja2': '{{ p }} {{ p.x }} {{ p[1] }} {% for i in p %}{{ i }}{% endfor %}',
      },
      outputs: { out: "P(x=1, y='a') 1 a 1a" },
    },
    {
      it: 'leave the sandbox where the flow’s environment variables say so',
      files: {
        ...files('{{ x.__class__.__name__ }}', 'x: text'),
        'flow.dag.yaml': `environment_variables: {PF_USE_SANDBOX_FOR_JINJA: false}\n${files('', 'x: text')['flow.dag.yaml']}`,
      },
      outputs: { out: 'str' },
    },
    fails('have no loader of other templates', '{% include "x" %}', '', 'no loader'),
  ]);
});

describe('templates that end too early', () => {
  test.each([
    ['a\n{% for i in x %}\n', 2],
    ['\n{% if x %}\nabc\ndef', 2],
    ['{% if x %}\n\n{{ x }}\n', 3],
    ['{% if x -%}\n\nabc', 3],
    ['a\n{{ x\n', 2],
    ['{% if x %}', 1],
  ])('5 %j names the line of the last tag', async (template, line) => {
    const loading = loadFlow(writeFlow(files(template, 'x: 1')));
    await expect(loading).rejects.toThrow(`Jinja parsing failed at line ${line}: (TemplateSyntaxError) `);
  });

  test('1.6 a template that is not UTF-8 is refused', async () => {
    const folder = writeFlow(files('', ''));
    writeFileSync(join(folder, 'p.jinja2'), Buffer.from('caf\xe9', 'latin1'));
    await expect(loadFlow(folder)).rejects.toThrow("Tool load failed in 'n': (UnicodeDecodeError) 'utf-8' codec");
  });
});

import { node } from '../flow-folder';
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
    fails('have no loader of other templates', '{% include "x" %}', '', 'no loader'),
  ]);
});

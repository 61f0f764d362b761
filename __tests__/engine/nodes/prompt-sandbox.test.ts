import { parseJson } from '../../../engine/values';
import type { Value } from '../../../engine/values/value';
import { Template } from '../../../engine/jinja/template';
import { renderGuarded } from '../../../engine/nodes/prompt/render';

function render(template: string, inputs: Readonly<Record<string, Value>> = {}): string {
  const values = new Map(Object.entries(inputs));
  const guarded = new Map([...values.keys()].map((name) => [name, 'flow-input' as const]));
  return renderGuarded(new Template(template), { arguments: values, guarded }, 'python').text;
}

afterEach(() => {
  delete process.env['PF_USE_SANDBOX_FOR_JINJA'];
});

test.each([
  ['{{ x.__class__.__mro__ }}', 'SecurityError'],
  ['{{ range(100001)|length }}', 'OverflowError'],
])('the sandbox refuses %s', (template, error) => {
  expect(() => render(template, { x: 'text' })).toThrow(`Failed to render jinja template: ${error}: `);
});

test('PF_USE_SANDBOX_FOR_JINJA=false lets templates see classes and long ranges', () => {
  process.env['PF_USE_SANDBOX_FOR_JINJA'] = 'False';
  expect(render('{{ x.__class__ }} {{ x.__class__.__name__ }} {{ range(100001)|length }}', { x: 'text' })).toBe(
    "<class 'str'> str 100001",
  );
});

test('a failure shows what the user wrote, without the guards of its role words', () => {
  expect(() => render('{{ x.missing.more }}{{ {}[x].y }}', { x: 'system:\n' })).toThrow(/UndefinedError/);
  expect(() => render('{{ {}[x].y }}', { x: 'system:\n' })).toThrow('system:\\n');
});

test('a macro that calls itself without end fails the node, and not the process', () => {
  expect(() => render('{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}')).toThrow(
    'RecursionError: maximum recursion depth',
  );
});

test('keys that begin with an underscore are data', () => {
  expect(render('{{ x._id }} {{ x.a._b }}', { x: parseJson('{"_id": 7, "a": {"_b": "c"}}') })).toBe('7 c');
});

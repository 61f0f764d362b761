import { loadFlow } from '../../../../engine';
import { runOnce, writeFlow, type Files } from '../../flow-folder';

/** An installed package, as the flow's folder can hold one: tools import from there first. */
const shop: Files = {
  'shop/__init__.py': '',
  'shop/prices.py': `from promptflow.core import tool, ToolProvider

@tool
def total(price: float, count: int = 2) -> float:
    return price * count

class Discount(ToolProvider):
    def __init__(self, percent: int):
        self.percent = percent

    @tool
    def apply(self, price: float):
        return price * (100 - self.percent) / 100
`,
  'shop/ask.py': `from promptflow.core import tool
from promptflow.contracts.types import PromptTemplate

@tool
def ask(prompt: PromptTemplate, tone: str = "calm", **variables):
    return [type(prompt).__name__, str(prompt), tone, variables]
`,
  // What pip writes for a package that declares its tools under ids of its own.
  'shop-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n',
  'shop-1.0.dist-info/entry_points.txt': '[package_tools]\nshop = shop.declared:list_tools\n',
  'shop/declared.py':
    'def list_tools():\n    return {"contoso.total": {"module": "shop.prices", "function": "total", "type": "python"}}\n',
};

const flow = (body: string): Files => ({
  ...shop,
  'flow.dag.yaml': `inputs: {q: {type: string, default: "hello"}}\noutputs: {out: {type: object, reference: "\${n.output}"}}\nnodes:\n- {name: n, ${body}}\n`,
  'ask.jinja2': 'user:\r\n{{question}}\r\n',
});

describe('a tool of an installed package', () => {
  test.each([
    ['shop.prices.total', 'price: "1.5"', 3],
    ['contoso.total', 'price: 1.5, count: "3"', 4.5],
    ['shop.prices.Discount.apply', 'percent: "10", price: 50', 45],
  ])('%s is called with literals as its parameters expect them', async (id, inputs, out) => {
    const files = flow(`type: python, source: {type: package, tool: ${id}}, inputs: {${inputs}}`);
    expect((await runOnce(files)).outputs).toEqual({ out });
  });

  test('that there is not is refused with the interpreter that lacks it', async () => {
    const folder = writeFlow(flow('type: python, source: {type: package, tool: shop.none.f}, inputs: {}'));
    await expect(loadFlow(folder)).rejects.toMatchObject({
      code: 'ResolveToolError',
      message: expect.stringMatching(/\(PackageToolNotFoundError\) Package tool 'shop\.none\.f' is not found .*python/),
    });
  });
});

describe('a custom LLM node', () => {
  const source = 'source: {type: package_with_prompt, tool: shop.ask.ask, path: ask.jinja2}';

  test('gets its template as text, and the template’s variables as further arguments, with the names of those that users write', async () => {
    const files = flow(`type: custom_llm, ${source}, inputs: {tone: kind, question: "\${inputs.q}"}`);
    expect((await runOnce(files)).outputs).toEqual({
      out: ['PromptTemplate', 'user:\n{{question}}\n', 'kind', { question: 'hello', _inputs_to_escape: ['question'] }],
    });
  });

  test.each([
    [
      'a template variable that is an input of the tool',
      source,
      '{{tone}}',
      "(NodeInputValidationError) Invalid inputs {'tone'}",
    ],
    ['a template with a mistake', source, '{% if %}', 'Jinja parsing failed at line 1: (TemplateSyntaxError)'],
    [
      'no template',
      source.replace('ask.jinja2', 'no.jinja2'),
      '',
      "(InvalidSource) Node source path 'no.jinja2' is invalid",
    ],
    [
      'a tool without a parameter for it',
      source.replace('ask.ask', 'prices.total'),
      '',
      'missing a prompt template argument',
    ],
    [
      'a source of another type',
      'source: {type: code, path: ask.jinja2}',
      '',
      'Tool source type code for custom_llm tool is not supported',
    ],
  ])('is refused for %s', async (_, from, template, message) => {
    const folder = writeFlow({ ...flow(`type: custom_llm, ${from}, inputs: {}`), 'ask.jinja2': template });
    await expect(loadFlow(folder)).rejects.toMatchObject({
      code: 'ResolveToolError',
      message: expect.stringContaining(message),
    });
  });
});

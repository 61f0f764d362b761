import { conforms, dag, type Case } from './case';

const out = '{out: {type: object, reference: "${n.output}"}}';

/** A package as pip installs it: the flow's folder is where its Python looks for packages first. */
const installed: Case['files'] = {
  'my_tools-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: my-tools\nVersion: 1.0\n',
  'my_tools-1.0.dist-info/entry_points.txt': '[package_tools]\nmine = my_tools.listing:list_tools\n',
  'broken-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n',
  'broken-1.0.dist-info/entry_points.txt': '[package_tools]\nbroken = no_such_module:list_tools\n',
  'my_tools/__init__.py': '',
  'my_tools/listing.py': `
def list_tools():
    place = {"module": "my_tools.tools", "type": "python"}
    types = {"a": {"type": ["int"]}, "b": {"type": ["string"]}}
    return {
        "my_tools.show": {**place, "function": "show", "inputs": types, "deprecated_tools": ["old.show"]},
        "my_tools.fill": {**place, "type": "custom_llm", "function": "fill", "inputs": {}},
        "my_tools.strict": {**place, "class_name": "Strict", "function": "check", "inputs": {"level": {"type": ["int"]}}},
    }
`,
  'my_tools/tools.py': `
from promptflow._internal import ToolProvider, tool
from promptflow.contracts.types import PromptTemplate

@tool
def show(a, b, c=None):
    return repr([a, b, c])

@tool
def fill(template: PromptTemplate, **variables):
    return [str(template), {name: repr(value) for name, value in variables.items()}]

class Strict(ToolProvider):
    def __init__(self, level):
        super().__init__()
        self.level = level

    @tool
    def check(self, x):
        return repr([self.level, x])
`,
};

const uses = (node: string, more: Case['files'] = {}): Case['files'] => ({
  'flow.dag.yaml': dag('{}', out, `- {name: n, ${node}}\n`),
  ...installed,
  ...more,
});

const python = (tool: string, inputs: string): Case['files'] =>
  uses(`type: python, source: {type: package, tool: ${tool}}, inputs: {${inputs}}`);

const customLlm = (inputs: string, template: string, more: Case['files'] = {}): Case['files'] =>
  uses(
    `type: custom_llm, source: {type: package_with_prompt, tool: my_tools.fill, path: p.jinja2}, inputs: {${inputs}}`,
    { 'p.jinja2': template, ...more },
  );

describe('tools of installed packages', () => {
  conforms('6.1', [
    {
      it: 'take literals as the types that the package declares, and others as they are',
      files: python('my_tools.show', 'a: "3", b: 5, c: "7"'),
      outputs: { out: "[3, '5', '7']" },
    },
    {
      it: 'are found by an id of before, too',
      files: python('old.show', 'a: 1, b: x'),
      outputs: { out: "[1, 'x', None]" },
    },
    {
      it: 'may be methods of classes',
      files: python('my_tools.strict', 'level: "2", x: "1"'),
      outputs: { out: "[2, '1']" },
    },
    {
      it: 'are refused where a literal does not fit the declared type',
      files: python('my_tools.show', 'a: x, b: y'),
      refuses: { code: 'ResolveToolError', node: 'n', message: "Input 'a' for node 'n' of value 'x' is not type int." },
    },
    {
      it: 'that cannot be listed are named when a tool is missing',
      files: python('my_tools.none', ''),
      refuses: {
        code: 'ResolveToolError',
        message: 'cannot be listed: no_such_module:list_tools: (ModuleNotFoundError)',
      },
    },
    {
      it: 'take a template with the variables of a custom LLM node',
      files: customLlm('q: "5", z: ""', 'hi {{q}}\n'),
      outputs: { out: ['hi {{q}}\n', { q: "'5'" }] },
    },
    {
      it: 'take the images of a template as images',
      files: customLlm('q: iVBORw0KGgo=', '![image]({{ q }})'),
      outputs: { out: ['![image]({{ q }})', { q: 'Image(4caece53)' }] },
    },
    {
      it: 'that take no template are refused for custom LLM nodes',
      files: uses(
        'type: custom_llm, source: {type: package_with_prompt, tool: my_tools.show, path: p.jinja2}, inputs: {}',
        { 'p.jinja2': 'hi' },
      ),
      refuses: {
        code: 'ResolveToolError',
        message: '(InvalidCustomLLMTool) Invalid Custom LLM tool my_tools.show: its function is missing',
      },
    },
  ]);
});

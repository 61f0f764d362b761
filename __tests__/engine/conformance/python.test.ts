import { node, tool } from '../flow-folder';
import { conforms, dag, literalsConform, type LiteralCase } from './case';
import { flow, gives, out } from './python-flow';

const shown = (parameters: string, inputs: string, text: string): LiteralCase => ({ parameters, inputs, shown: text });

describe('literal inputs become the type of their parameter', () => {
  literalsConform('2.4', [
    shown('a: int', 'a: "3"', '3'),
    shown('a: int', 'a: 3.9', '3'),
    shown('a: float', 'a: 3', '3.0'),
    shown('a: str', 'a: 1.0', "'1.0'"),
    shown('a: bool', 'a: "TRUE"', 'True'),
    shown('a: list', 'a: "[1, 2.0]"', '[1, 2.0]'),
    shown('a', 'a: "5"', '5'),
    shown('a="x"', 'a: 5', "'5'"),
    shown('a: "int" = 0', 'a: "3"', '3'),
    shown('a=7', 'a: ""', '7'),
    shown('a=7', 'a: null', '7'),
    shown('a: float', 'a: .nan', 'nan'),
    shown('a', 'a: 12345678901234567890', '12345678901234567890'),
    shown('**a', 'a: "5"', "{'a': '5'}"),
    shown('a', 'a: {1: x, 3: [{2: y}]}', "{1: 'x', 3: [{2: 'y'}]}"),
  ]);
  conforms('2.4', [
    {
      it: 'a literal that does not fit is refused when loading',
      files: flow(tool('a: int', 'a'), 'a: abc'),
      refuses: {
        code: 'ResolveToolError',
        node: 'n',
        message: "(NodeInputValidationError) Input 'a' for node 'n' of value 'abc' is not type int.",
      },
    },
    {
      it: 'a required parameter without a value fails the run',
      files: flow(tool('a', 'a'), 'a: ""'),
      fails: { code: 'ToolExecutionError', node: 'n', message: "missing 1 required positional argument: 'a'" },
    },
    {
      it: 'a name that is no parameter fails the run',
      files: flow(tool('', '1'), 'b: 2'),
      fails: { code: 'ToolExecutionError', message: "unexpected keyword argument 'b'" },
    },
  ]);
});

describe('finding the tool of a file', () => {
  const two = `${tool('', '1')}\n@tool\ndef other():\n    return 2\n`;
  conforms('6.1', [
    {
      it: 'no tool is refused',
      files: flow('def run():\n    return 1\n'),
      refuses: { code: 'ResolveToolError', message: '(NoToolDefined)' },
    },
    {
      it: 'two tools are refused by name',
      files: flow(two),
      refuses: {
        code: 'ResolveToolError',
        message: '(MultipleToolsDefined) Expected 1 but collected 2 tools: other, run',
      },
    },
    {
      it: 'a tool that is imported does not count',
      files: { ...flow(`from helper import run as other\n${tool('', 'other() + 1')}`), 'helper.py': tool('', '41') },
      outputs: { out: 42 },
    },
    {
      it: 'a file that does not compile is refused',
      files: flow('def run(:\n'),
      refuses: {
        code: 'ResolveToolError',
        message: "(PythonLoadError) Failed to load python module from file 'n.py': (SyntaxError)",
      },
    },
    {
      it: "a file does not hide the module of Python's own that has its name",
      files: {
        ...flow(`import random, statistics\n${tool('', '[hasattr(random, "shuffle"), statistics.mine]')}`),
        'random.py': 'raise ValueError("hidden")\n',
        'statistics.py': 'mine = 1\n',
      },
      outputs: { out: [true, 1] },
    },
    {
      it: 'a file of another kind is refused',
      files: {
        'flow.dag.yaml': dag('{}', out, '- {name: n, type: python, source: {type: code, path: n.txt}}\n'),
        'n.txt': tool('', '1'),
      },
      refuses: { code: 'ResolveToolError', message: "(PythonLoaderNotFound) Failed to load python file 'n.txt'." },
    },
    {
      it: 'each node has a module of its own',
      files: {
        'flow.dag.yaml': dag(
          '{}',
          '{a: {type: int, reference: "${a.output}"}, b: {type: int, reference: "${b.output}"}}',
          node('a', 'n.py', '') + node('b', 'n.py', 'after: "${a.output}"'),
        ),
        'n.py':
          'from promptflow.core import tool\ncalls = 0\n\n@tool\ndef run(after=0):\n    global calls\n    calls += 1\n    return calls\n',
      },
      outputs: { a: 1, b: 1 },
    },
    gives(
      'what another decorator made is a tool, too',
      'from functools import lru_cache\nfrom promptflow.core import tool\n\n@tool\n@lru_cache\ndef run(a: int):\n    return a + 1\n',
      'a: "3"',
      4,
    ),
    {
      it: 'a type of tool that there is not is refused',
      files: flow('from promptflow.core import tool\n\n@tool(type="odd")\ndef run():\n    return 1\n'),
      refuses: { code: 'ResolveToolError', message: '(UserErrorException) Tool type odd is not supported yet.' },
    },
    gives(
      'a decorator with arguments marks a tool',
      'from promptflow import tool\n\n@tool(name="t", description="d")\ndef run():\n    return 1\n',
      '',
      1,
    ),
    {
      it: 'a package tool is found by its id',
      files: {
        'flow.dag.yaml': dag(
          '{}',
          out,
          '- {name: n, type: python, source: {type: package, tool: mytools.math.add}, inputs: {a: 1, b: 2}}\n',
        ),
        'mytools/math.py':
          'from promptflow.core import tool\n\n@tool\ndef add(a: int, b: int) -> int:\n    return a + b\n',
      },
      outputs: { out: 3 },
    },
    {
      it: 'a package tool that is not installed is refused by its id',
      files: {
        'flow.dag.yaml': dag('{}', out, '- {name: n, type: python, source: {type: package, tool: no.such.tool}}\n'),
      },
      refuses: {
        code: 'ResolveToolError',
        message: "(PackageToolNotFoundError) Package tool 'no.such.tool' is not found",
      },
    },
  ]);
});

const classTool = `from promptflow.core import ToolProvider, tool

class Greeter(ToolProvider):
    def __init__(self, greeting: str, times: int = 1):
        super().__init__()
        if not greeting.isalpha():
            raise ValueError("not a word")
        self.greeting = greeting * times
        self.calls = 0

    @tool
    def greet(self, name: str) -> str:
        self.calls += 1
        return f"{self.greeting} {name} {self.calls}"
`;

describe('tools in classes', () => {
  conforms('6.2', [
    gives(
      'share their inputs between __init__ and the method',
      classTool,
      'greeting: Hi, times: "2", name: Bo',
      'HiHi Bo 1',
    ),
    gives(
      'know what they were created with',
      `${classTool}        return str(sorted(self._init_params.items()))\n`.replace('return f', '_ = f'),
      'greeting: Hi, name: Bo',
      "[('greeting', 'Hi')]",
    ),
    {
      it: 'refuse a reference for __init__',
      files: flow(classTool, 'greeting: "${inputs.g}", name: Bo', '{g: {type: string}}'),
      refuses: {
        code: 'ResolveToolError',
        message: "(InputTypeMismatch) Invalid input for 'n': Initialization input 'greeting' requires a literal value",
      },
    },
    {
      it: 'refuse to go without a required input of __init__',
      files: flow(classTool, 'name: Bo'),
      refuses: { code: 'ResolveToolError', message: '(MissingRequiredInputs)' },
    },
    {
      it: 'refuse to load when __init__ fails',
      files: flow(classTool, 'greeting: "1", name: Bo'),
      refuses: { code: 'ResolveToolError', message: '(ToolLoadError)' },
    },
  ]);
});

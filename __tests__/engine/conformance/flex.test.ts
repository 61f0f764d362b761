import { connectionsFrom } from '../../../engine';
import { conforms } from './case';

const connections = connectionsFrom({
  connections: [
    {
      name: 'aoai',
      type: 'azure_open_ai',
      configs: { api_base: 'https://example.invalid/' },
      secrets: { api_key: 'a-secret-key' },
    },
  ],
});

const flex = (entry: string, more = ''): string => `entry: ${entry}\n${more}`;

/** A class that echoes what it was made of. */
const made = (parameters: string, expression: string): string =>
  `class Made:\n    def __init__(self, ${parameters}):\n        self.shown = ${expression}\n    def __call__(self):\n        return self.shown\n`;

describe('flex flows', () => {
  conforms('10', [
    {
      it: 'a function that returns a text has it as output, and its own defaults',
      files: {
        'flow.flex.yaml': flex('main:run'),
        'main.py': 'def run(text: str, times: int = 2, more: list = None):\n    return text * times + repr(more)\n',
      },
      inputs: { text: 'ab' },
      outputs: { output: 'ababNone' },
      nodes: { run: 'Completed' },
    },
    {
      it: 'inputs are converted by their annotations, and only those of the function are passed',
      files: {
        'flow.flex.yaml': flex('main:run'),
        'main.py': 'def run(count: int, ratio: float, items: list):\n    return repr((count, ratio, items))\n',
      },
      inputs: { count: '3', ratio: '0.5', items: '[1, "x"]', other: 1 },
      outputs: { output: "(3, 0.5, [1, 'x'])" },
    },
    {
      it: 'types and defaults of the definition come before those of the code',
      files: {
        'flow.flex.yaml': flex('main:run', 'inputs:\n  a: {type: string}\n  b: {type: string, default: yaml}\n'),
        'main.py': 'def run(a: int, b: str = "code"):\n    return {"a": a, "b": b}\n',
      },
      inputs: { a: 5 },
      outputs: { a: '5', b: 'yaml' },
    },
    {
      it: 'a dataclass gives its fields, and those within it as dicts',
      files: {
        'flow.flex.yaml': flex('pkg.main:run'),
        'pkg/main.py':
          'from dataclasses import dataclass\n@dataclass\nclass Inner:\n    n: int\n@dataclass\nclass Out:\n    text: str\n    inner: Inner\ndef run(x: str) -> Out:\n    return Out(text=x, inner=Inner(3))\n',
      },
      inputs: { x: 'a' },
      outputs: { text: 'a', inner: { n: 3 } },
    },
    {
      it: 'async functions are awaited, and generators joined wherever they stand',
      files: {
        'flow.flex.yaml': flex('main:run'),
        'main.py':
          'async def pieces():\n    for piece in "ab":\n        yield piece\nasync def run():\n    return {"one": pieces(), "two": (str(i) for i in range(3)), "three": map(str, [7, 8])}\n',
      },
      outputs: { one: 'ab', two: '012', three: '78' },
    },
    {
      it: 'a class is made once, of the sample where nothing is given, and keeps its state',
      files: {
        'flow.flex.yaml': flex('main:Made', 'sample: {init: "${file:init.json}", inputs: {}}\n'),
        'init.json': '{"a": "3", "b": [1.0]}',
        'main.py': made('a: int, b: list, c: str = "code"', 'repr((a, b, c))'),
      },
      outputs: { output: "(3, [1.0], 'code')" },
      nodes: { Made: 'Completed' },
    },
    {
      it: 'only texts of init are converted; other values stay what they are',
      files: {
        'flow.flex.yaml': flex('main:Made'),
        'main.py': made('a: str, b: str, c: int, d: bool', 'repr((a, b, c, d))'),
      },
      options: { init: { a: 5, b: null, c: '7', d: 1 } },
      outputs: { output: '(5, None, 7, 1)' },
    },
    {
      it: 'an empty text as default is none: that of the code holds',
      files: {
        'flow.flex.yaml': flex(
          'main:Made',
          'inputs: {x: {type: string, default: ""}}\ninit: {a: {type: string, default: ""}}\n',
        ),
        'main.py':
          'class Made:\n    def __init__(self, a: str = None):\n        self.a = a\n    def __call__(self, x: str = "code"):\n        return repr((self.a, x))\n',
      },
      outputs: { output: "(None, 'code')" },
    },
    {
      it: 'variables name fields of connections, and those that prompt flow fills in',
      files: {
        'flow.flex.yaml': flex(
          'main:run',
          'environment_variables: {KIND: "${aoai.api_type}", AT: "${aoai.api_base}"}\n',
        ),
        'main.py': 'import os\ndef run():\n    return os.environ["KIND"] + " " + os.environ["AT"]\n',
      },
      options: { connections },
      outputs: { output: 'azure https://example.invalid/' },
    },
    {
      it: 'what is given for init comes before the variable, and that before the sample',
      files: {
        'flow.flex.yaml': flex('main:Made', 'sample: {init: {a: sample}}\n'),
        'main.py': made('a: str', 'a'),
      },
      options: { environmentVariables: { PF_FLOW_INIT_CONFIG: '{"a": "variable"}' } },
      outputs: { output: 'variable' },
    },
    {
      it: 'a run that is given nothing takes the inputs of the sample',
      files: {
        'flow.flex.yaml': flex('main:run', 'sample: "${file:./sample.json}"\n'),
        'sample.json': '{"inputs": {"a": "sampled"}}',
        'main.py': 'def run(a: str):\n    return a\n',
      },
      outputs: { output: 'sampled' },
    },
    {
      it: 'a connection takes the place of its name',
      files: {
        'flow.flex.yaml': flex('main:Made'),
        'main.py': `from promptflow.connections import AzureOpenAIConnection\n${made('c: AzureOpenAIConnection', 'c.api_base')}`,
      },
      options: { connections, init: { c: 'aoai' } },
      outputs: { output: 'https://example.invalid/' },
    },
    {
      it: 'a model configuration is made of its fields and its connection',
      files: {
        'flow.flex.yaml': flex('main:Made'),
        'main.py': `from promptflow.core import AzureOpenAIModelConfiguration\n${made('m: AzureOpenAIModelConfiguration', '[m.azure_deployment, m.azure_endpoint, len(m.api_key)]')}`,
      },
      options: { connections, init: { m: { connection: 'aoai', azure_deployment: 'gpt' } } },
      outputs: { output: ['gpt', 'https://example.invalid/', 12] },
    },
    {
      it: 'environment variables and files of other folders are there when the module is imported',
      files: {
        'flow.flex.yaml': flex('main:run', 'environment_variables: {MODE: quick}\nadditional_includes: [shared]\n'),
        'shared/words.py': 'WORD = "included"\n',
        'main.py':
          'import os\nfrom shared.words import WORD\nMODE = os.environ["MODE"]\ndef run():\n    return WORD + MODE\n',
      },
      outputs: { output: 'includedquick' },
    },
    {
      it: 'an exception is a failure of the entry by its qualified name',
      files: {
        'flow.flex.yaml': flex('main:Flow'),
        'main.py': 'class Flow:\n    def __call__(self):\n        raise ValueError("boom")\n',
      },
      fails: { code: 'ScriptExecutionError', message: "Execution failure in 'Flow.__call__': (ValueError) boom" },
    },
    {
      it: 'an exception in a generator fails the line, too',
      files: {
        'flow.flex.yaml': flex('main:run'),
        'main.py': 'def run():\n    yield "a"\n    raise KeyError("k")\n',
      },
      fails: { code: 'ScriptExecutionError', message: "Execution failure in 'run': (KeyError) 'k'" },
    },
    {
      it: 'an output that JSON cannot hold fails the line',
      files: { 'flow.flex.yaml': flex('main:run'), 'main.py': 'def run():\n    return {"a": {1, 2}}\n' },
      fails: { code: 'FlowOutputUnserializable', message: 'not JSON serializable' },
    },
    {
      it: 'an input without a value fails the line',
      files: { 'flow.flex.yaml': flex('main:run'), 'main.py': 'def run(a: str):\n    return a\n' },
      inputs: { b: 1 },
      fails: { code: 'InputNotFound', message: "'a' is not provided" },
    },
    {
      it: 'an entry of another form is refused',
      files: { 'flow.flex.yaml': flex('main'), 'main.py': '' },
      refuses: { code: 'InvalidFlexFlowEntry', message: "Invalid entry 'main'" },
    },
    {
      it: 'a definition without an entry is refused',
      files: { 'flow.flex.yaml': 'inputs: {}\n' },
      refuses: { code: 'InvalidFlexFlowEntry', message: 'Invalid entry None' },
    },
    {
      it: 'a module that cannot be imported is refused',
      files: { 'flow.flex.yaml': flex('absent:run') },
      refuses: { code: 'PythonLoadError', message: '(ModuleNotFoundError) No module named' },
    },
    {
      it: 'a function that is not there is refused',
      files: { 'flow.flex.yaml': flex('main:run'), 'main.py': 'walk = 1\n' },
      refuses: { code: 'PythonLoadError', message: "Failed to load python function 'run' from file 'main', got None" },
    },
    {
      it: 'a class that cannot be called is refused',
      files: { 'flow.flex.yaml': flex('main:Flow'), 'main.py': 'class Flow:\n    pass\n' },
      refuses: { code: 'PythonLoadError', message: 'does not have __call__ method' },
    },
    {
      it: 'a class that cannot be made is refused, without what it is made of',
      files: {
        'flow.flex.yaml': flex('main:Made'),
        'main.py': made('key: str', '1 / 0'),
      },
      options: { init: { key: 'a-secret' } },
      refuses: {
        code: 'FlowEntryInitializationError',
        message: "Failed to initialize flow entry with '{'key': ***}', ex:'(ZeroDivisionError) division by zero'",
      },
    },
    {
      it: 'a connection of init that does not exist is refused as what the class is made of',
      files: {
        'flow.flex.yaml': flex('main:Made'),
        'main.py': `from promptflow._sdk.entities import AzureOpenAIConnection\n${made('key: AzureOpenAIConnection', 'key')}`,
      },
      options: { connections, init: { key: 'absent' } },
      refuses: { code: 'FlowEntryInitializationError', message: "'absent'" },
    },
    {
      it: 'a class that lacks init is refused',
      files: { 'flow.flex.yaml': flex('main:Made'), 'main.py': made('a: str', 'a') },
      refuses: { code: 'FlowEntryInitializationError', message: "Failed to initialize flow entry with '{}', ex:" },
    },
    {
      it: 'init that the class does not take is refused',
      files: { 'flow.flex.yaml': flex('main:Made'), 'main.py': made('a: str = "x"', 'a') },
      options: { init: { b: 1 } },
      refuses: { code: 'FlowEntryInitializationError', message: "unexpected keyword argument 'b'" },
    },
    {
      it: 'a signature that names other inputs than the code is refused',
      files: {
        'flow.flex.yaml': flex('main:run', 'inputs: {b: {type: string}}\n'),
        'main.py': 'def run(a: str):\n    return a\n',
      },
      refuses: { code: 'UserErrorException', message: 'signature of inputs does not match the entry' },
    },
    {
      it: 'an aggregation of two parameters is refused',
      files: {
        'flow.flex.yaml': flex('main:Flow'),
        'main.py':
          'class Flow:\n    def __call__(self):\n        return 1\n    def __aggregate__(self, a, b):\n        return {}\n',
      },
      refuses: { code: 'InvalidAggregationFunction', message: 'only one parameter' },
    },
    {
      it: 'another language is refused',
      files: { 'flow.flex.yaml': flex('main:run', 'language: csharp\n') },
      refuses: { code: 'UnsupportedFlowError', message: 'csharp' },
    },
  ]);
});

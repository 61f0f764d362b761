import { node, tool } from '../flow-folder';
import { conforms, dag, literalsConform, type Case, type LiteralCase } from './case';

const out = '{out: {type: object, reference: "${n.output}"}}';
const header = 'from promptflow.core import tool\n';

/** A flow of one Python node. */
const flow = (python: string, inputs = '', more: Case['files'] = {}): Case['files'] => ({
  'flow.dag.yaml': dag('{}', out, node('n', 'n.py', inputs)),
  'n.py': python,
  ...more,
});

const gives = (it: string, python: string, inputs: string, value: unknown, more: Case['files'] = {}): Case => ({
  it,
  files: flow(python, inputs, more),
  outputs: { out: value },
});

const shows = (parameters: string, inputs: string, shown: string, imports = ''): LiteralCase => ({
  parameters,
  inputs,
  shown,
  imports,
});

describe('literals for parameters of other types', () => {
  const typing = 'from typing import *\n';
  literalsConform('2.4', [
    shows('a: Optional[int] = None', 'a: "3"', '3', typing),
    shows('a: Union[int, str]', 'a: "3"', '3', typing),
    shows('a: List[int]', 'a: "[1, 2]"', '[1, 2]', typing),
    shows('a: Dict[str, int]', `a: '{"k": 1}'`, "{'k': 1}", typing),
    shows('a: dict', `a: '{"k": 1.0}'`, "{'k': 1.0}"),
    shows('a: Any', 'a: "no json"', "'no json'", typing),
    shows('a: "int"', 'a: abc', "'abc'"),
    shows('a: str', 'a: "5"', '5', 'from __future__ import annotations\n'),
    shows('a=1.5', 'a: "2"', '2.0'),
    shows('a=True', 'a: "false"', 'False'),
    shows('a=[1]', 'a: "[2]"', '[2]'),
    shows('a: str', 'a: true', "'True'"),
    shows('a: str', 'a: {k: 1}', '"{\'k\': 1}"'),
    shows('a: int', 'a: true', '1'),
    shows('a: str = "d"', 'a: ""', "'d'"),
    shows('a: int, b: int = 2', 'a: 1, b: ""', '1'),
    shows(
      'a: Mode',
      'a: fast',
      "'fast'",
      'from enum import Enum\nclass Mode(str, Enum):\n    FAST = "fast"\n    SLOW = "slow"\n',
    ),
  ]);
  conforms('2.4', [
    {
      it: 'a text that is no list is refused',
      files: flow(tool('a: list', 'a'), 'a: abc'),
      refuses: {
        code: 'ResolveToolError',
        node: 'n',
        message: "Input 'a' for node 'n' of value 'abc' is not type list.",
      },
    },
    {
      it: 'other names come to **kwargs in the order of the node, literals among references',
      files: {
        'flow.dag.yaml': dag('{i: {type: int}}', out, node('n', 'n.py', 'c: "${inputs.i}", b: x, a: "${inputs.i}"')),
        'n.py': tool('**kwargs', 'list(kwargs.items())'),
      },
      inputs: { i: 1 },
      outputs: {
        out: [
          ['c', 1],
          ['b', 'x'],
          ['a', 1],
        ],
      },
    },
    {
      it: 'a number is no bool',
      files: flow(tool('a: bool', 'a'), 'a: 2'),
      refuses: {
        code: 'ResolveToolError',
        node: 'n',
        message: "Input 'a' for node 'n' of value '2' is not type bool.",
      },
    },
  ]);
});

describe('the file of a tool', () => {
  conforms('6.1', [
    gives('the name of the function does not matter', `${header}@tool\ndef anything():\n    return 1\n`, '', 1),
    gives('the module is named __pf_main__', tool('', '__name__'), '', '__pf_main__'),
    gives(
      'neighbours and the files of the flow are found',
      `import os\nfrom lib.names import NAME\n${tool('', '[NAME, open("data.txt").read(), sorted(os.listdir("."))[0]]')}`,
      '',
      ['lib', 'text', 'data.txt'],
      { 'lib/names.py': 'NAME = "lib"\n', 'data.txt': 'text' },
    ),
    {
      it: 'a module that is not installed is named',
      files: flow(`import no_such_module\n${tool('', '1')}`),
      refuses: {
        code: 'ResolveToolError',
        node: 'n',
        message: "(PythonLoadError) Failed to load python module from file 'n.py': (ModuleNotFoundError)",
      },
    },
    {
      it: 'a failure while the module is executed is named',
      files: flow(`raise RuntimeError("early")\n${tool('', '1')}`),
      refuses: { code: 'ResolveToolError', node: 'n', message: '(RuntimeError) early' },
    },
    {
      it: 'a file may lie in a folder',
      files: {
        'flow.dag.yaml': dag('{}', out, node('n', 'tools/deep/n.py', '')),
        'tools/deep/n.py': `import os\n${tool('', 'os.path.exists("flow.dag.yaml")')}`,
      },
      outputs: { out: true },
    },
    gives(
      'tool is importable from promptflow',
      'from promptflow import tool\n\n@tool\ndef run():\n    return 1\n',
      '',
      1,
    ),
    gives(
      'what flows import besides is there',
      `from promptflow.core import tool, log_metric, ToolProvider
from promptflow.connections import (AzureOpenAIConnection, OpenAIConnection, CustomConnection, CustomStrongTypeConnection,
    CognitiveSearchConnection, SerpConnection, AzureContentSafetyConnection, FormRecognizerConnection, ServerlessConnection)
from promptflow.contracts.multimedia import Image
from promptflow.contracts.types import Secret, PromptTemplate, FilePath, AssistantDefinition
from promptflow.exceptions import SystemErrorException, UserErrorException
from promptflow.tracing import trace, start_trace
from promptflow._core.tool import GeneratedBy, InputSetting
from promptflow.core._flow import Prompty
from promptflow.entities import DynamicList

@trace
def inner():
    return "traced"

@tool
def run():
    log_metric("m", 1)
    return inner()
`,
      '',
      'traced',
    ),
  ]);
});

describe('async tools and generators', () => {
  conforms('6.3', [
    gives(
      'an async generator is a text as an output',
      `${header}@tool\nasync def run():\n    for i in range(3):\n        yield i\n`,
      '',
      '012',
    ),
    {
      it: 'an async tool reads what another gave',
      files: {
        'flow.dag.yaml': dag('{}', out, node('p', 'p.py', '') + node('n', 'n.py', 'x: "${p.output}"')),
        'p.py': `${header}@tool\nasync def run():\n    return {"k": 1.0}\n`,
        'n.py': `${header}@tool\nasync def run(x):\n    return repr(x)\n`,
      },
      outputs: { out: "{'k': 1.0}" },
    },
    {
      it: 'a failure in the midst of a generator fails the run',
      files: flow(`${header}@tool\ndef run():\n    yield "a"\n    raise ValueError("late")\n`),
      fails: { message: 'late' },
    },
    gives('an ordered dict is a dict', `from collections import OrderedDict\n${tool('', 'OrderedDict(a=1)')}`, '', {
      a: 1,
    }),
  ]);
});

describe('exceptions', () => {
  const fails = (it: string, python: string, message: string, code = 'ToolExecutionError'): Case => ({
    it,
    files: flow(python),
    fails: { code, node: 'n', message },
  });
  conforms('3.6', [
    fails(
      'an exception of a class of the team',
      `${header}class Broken(Exception):\n    pass\n\n@tool\ndef run():\n    raise Broken("why")\n`,
      "Execution failure in 'n': (Broken) why",
    ),
    fails('a KeyError shows its key as Python does', tool('', '{}["k"]'), "Execution failure in 'n': (KeyError) 'k'"),
    fails(
      'an exception without a text',
      `${header}@tool\ndef run():\n    raise ValueError()\n`,
      "Execution failure in 'n': (ValueError) ",
    ),
    fails(
      'an exception in an async tool',
      `${header}@tool\nasync def run():\n    raise ValueError("async")\n`,
      "Execution failure in 'n': (ValueError) async",
    ),
    fails(
      'endless recursion',
      `${header}@tool\ndef run():\n    return run()\n`,
      "Execution failure in 'n': (RecursionError)",
    ),
    fails(
      'a tool that kills its process',
      `import os, signal\n${tool('', 'os.kill(os.getpid(), signal.SIGKILL)')}`,
      '',
      'ProcessCrashError',
    ),
  ]);
});

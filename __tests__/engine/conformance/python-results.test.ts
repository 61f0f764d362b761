import { node, tool } from '../flow-folder';
import { conforms, dag, type Case } from './case';
import { flow, gives, out } from './python-flow';

const asyncIterator = `from promptflow.core import tool

class Down:
    left = 2
    def __aiter__(self):
        return self
    async def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration
        self.left -= 1
        return self.left + 1

@tool
def run():
    return Down()
`;

const kinds = `from promptflow.core import tool

class Word(str): pass
class Number(int): pass
class Part(float): pass
class Items(list): pass

@tool
def run():
    return [Word("s"), Number(5), Part(1.5), Items([1])]
`;

const objects = `import datetime, enum
from collections import Counter, deque
from promptflow.core import tool

class Mood(str, enum.Enum):
    GOOD = "good"

class Box:
    size = 3
    def __init__(self):
        self.inner = {"k": [1]}
    @property
    def twice(self):
        return self.size * 2
    @property
    def broken(self):
        raise ValueError("broken")

class Slotted:
    __slots__ = ("a", "b", "c")
    def __init__(self):
        self.a = 1
        self.b = Box()

`;

/** Objects, templates of `x`, and the texts that these give. */
const shownObjects: readonly (readonly [value: string, template: string, shown: string])[] = [
  ['(i for i in [1, "a"])', '{% for i in x %}<{{ i }}>{% endfor %}{{ x | list }}', '<1><a>[]'],
  ['deque([1, 2])', '{{ x }} {{ x[1] }} {{ x | length }} {{ x | join("+") }}', 'deque([1, 2]) 2 2 1+2'],
  ['{"a": 1}.keys()', '{{ x | list }} {{ "a" in x }}', "['a'] True"],
  ['Counter("aab")', '{{ x }} {{ x["a"] }} {{ x | length }}', "Counter({'a': 2, 'b': 1}) 2 2"],
  [
    'Mood.GOOD',
    '{{ x == "good" }} {{ x | length }} {{ x.name }} {{ x.value }} {{ x | tojson }}',
    'True 4 GOOD good "good"',
  ],
  ['Box()', '{{ x.size }} {{ x.twice }} {{ x.inner.k[0] }} {{ x.absent is defined }}', '3 6 1 False'],
  ['Slotted()', '{{ x.a }} {{ x.b.inner.k }} {{ x.c is defined }}', '1 [1] False'],
  ['datetime.date(2024, 1, 31)', '{{ x }} {{ x.year }}', '2024-01-31 2024'],
  ['[frozenset()]', '{% if x[0] %}some{% else %}none{% endif %}', 'none'],
];

describe('what tools return', () => {
  const pass = (producer: string, consumer: string): Case['files'] => ({
    'flow.dag.yaml': dag('{}', out, node('p', 'p.py', '') + node('n', 'n.py', 'x: "${p.output}"')),
    'p.py': producer,
    'n.py': tool('x', consumer),
  });
  conforms('6.3', [
    {
      it: 'int and float stay apart between nodes',
      files: pass(tool('', '[1, 1.0]'), '[type(i).__name__ for i in x]'),
      outputs: { out: ['int', 'float'] },
    },
    { it: 'a tuple stays a tuple', files: pass(tool('', '(1, 2)'), 'type(x).__name__'), outputs: { out: 'tuple' } },
    { it: 'an object of a class stays itself', files: pass(tool('', '{1, 2}'), 'sorted(x)'), outputs: { out: [1, 2] } },
    {
      it: 'a generator is walked by the next node',
      files: pass('from promptflow.core import tool\n\n@tool\ndef run():\n    yield 1\n    yield 2\n', 'list(x)'),
      outputs: { out: [1, 2] },
    },
    gives(
      'a generator as an output is joined',
      'from promptflow.core import tool\n\n@tool\ndef run():\n    yield "a"\n    yield 1\n',
      '',
      'a1',
    ),
    gives(
      'an async generator as an output is joined',
      'from promptflow.core import tool\n\n@tool\nasync def run():\n    yield "a"\n    yield "b"\n',
      '',
      'ab',
    ),
    gives(
      'an async tool is awaited',
      'import asyncio\nfrom promptflow.core import tool\n\n@tool\nasync def run():\n    await asyncio.sleep(0)\n    return "done"\n',
      '',
      'done',
    ),
    gives('an iterator of any kind as an output is joined', tool('', 'zip([1], "a")'), '', "(1, 'a')"),
    gives('an async iterator of any kind as an output is joined', asyncIterator, '', '21'),
    gives('a kind of text, number or list as an output is what it is a kind of', kinds, '', ['s', 5, 1.5, [1]]),
    {
      it: 'kinds of texts and numbers are texts and numbers in a template',
      files: {
        'flow.dag.yaml': dag('{}', out, node('p', 'p.py', '') + node('n', 'n.jinja2', 'x: "${p.output}"')),
        'p.py': kinds,
        'n.jinja2': '{{ x[0] | upper }}{{ x[1] + 1 }} {{ x[2] > 1 }} {{ "%.2f" | format(x[2]) }}',
      },
      outputs: { out: 'S6 True 1.50' },
    },
    {
      it: 'what a generator raises while it is joined is an error of the system',
      files: flow(
        'from promptflow.core import tool\n\n@tool\ndef run():\n    yield "a"\n    raise ValueError("late")\n',
      ),
      fails: { code: 'ValueError', fault: 'system', message: 'late' },
    },
    gives('a tuple as an output is a list', tool('', '(1, "a")'), '', [1, 'a']),
    gives('NaN as an output stays NaN', tool('', 'float("nan")'), '', NaN),
    {
      it: 'an output that JSON cannot hold fails the run',
      files: flow(tool('', '{1, 2}')),
      fails: {
        code: 'FlowOutputUnserializable',
        message: 'JSON dump failed: (TypeError) Object of type set is not JSON serializable',
      },
    },
    {
      it: 'an attribute of an object is read by reference',
      files: {
        'flow.dag.yaml': dag('{}', '{out: {type: int, reference: "${p.output.point.x}"}}', node('p', 'p.py', '')),
        'p.py':
          'from dataclasses import dataclass\nfrom promptflow.core import tool\n\n@dataclass\nclass Point:\n    x: int\n\n@tool\ndef run():\n    return {"point": Point(3)}\n',
      },
      outputs: { out: 3 },
    },
    {
      it: 'an attribute that an object lacks fails the run',
      files: {
        'flow.dag.yaml': dag('{}', '{out: {type: int, reference: "${p.output.y}"}}', node('p', 'p.py', '')),
        'p.py': tool('', '{1}'),
      },
      fails: { code: 'InvalidReferenceProperty', message: "Invalid property 'y' when accessing the node 'p'" },
    },
    {
      it: 'an object prints in a template as Python prints it, and shows its attributes',
      files: {
        'flow.dag.yaml': dag('{}', out, node('p', 'p.py', '') + node('n', 'n.jinja2', 'x: "${p.output}"')),
        'p.py':
          'from dataclasses import dataclass\nfrom promptflow.core import tool\n\n@dataclass\nclass Point:\n    x: int\n\n@tool\ndef run():\n    return (Point(3), {1: "a"})\n',
        'n.jinja2': '{{ x[0] }} {{ x[0].x }} {{ x[1] }}',
      },
      outputs: { out: "Point(x=3) 3 {1: 'a'}" },
    },
    {
      it: 'a set prints in a template as Python prints it, and can be walked',
      files: {
        'flow.dag.yaml': dag('{}', out, node('p', 'p.py', '') + node('n', 'n.jinja2', 'x: "${p.output}"')),
        'p.py': tool('', '[{1}, set()]'),
        'n.jinja2': '{{ x }} {% for i in x[0] %}{{ i }}{% endfor %}',
      },
      outputs: { out: '[{1}, set()] 1' },
    },
    ...shownObjects.map(([value, template, shown]) => ({
      it: `${value} in ${template} is ${shown}`,
      files: {
        'flow.dag.yaml': dag('{}', out, node('p', 'p.py', '') + node('n', 'n.jinja2', 'x: "${p.output}"')),
        'p.py': `${objects}@tool\ndef run():\n    return ${value}\n`,
        'n.jinja2': template,
      },
      outputs: { out: shown },
    })),
    {
      it: 'an object is compared where it lives',
      files: {
        'flow.dag.yaml': dag(
          '{}',
          out,
          node('p', 'p.py', '') + node('n', 'n.py', '', 'activate: {when: "${p.output}", is: 5}'),
        ),
        'p.py':
          'from promptflow.core import tool\n\nclass Five:\n    def __eq__(self, other):\n        return other == 5\n\n@tool\ndef run():\n    return Five()\n',
        'n.py': tool('', '"ran"'),
      },
      outputs: { out: 'ran' },
    },
  ]);
});

describe('exceptions of tools', () => {
  conforms('3.6', [
    {
      it: 'name the node, the class and the text',
      files: flow('from promptflow.core import tool\n\n@tool\ndef run():\n    raise ValueError("boom")\n'),
      fails: {
        code: 'ToolExecutionError',
        node: 'n',
        fault: 'user',
        message: "Execution failure in 'n': (ValueError) boom",
      },
      nodes: { n: 'Failed' },
    },
    {
      it: "are passed on as they are where they are prompt flow's own",
      files: flow(
        'from promptflow.core import tool\nfrom promptflow.exceptions import SystemErrorException\n\nclass Down(SystemErrorException):\n    pass\n\n@tool\ndef run():\n    raise Down(message_format="{what} is down", what="it")\n',
      ),
      fails: { code: 'Down', node: 'n', fault: 'system', message: 'it is down' },
    },
    {
      it: "are a user's error where the tool says no more than that",
      files: flow(
        'from promptflow.core import tool\nfrom promptflow.exceptions import UserErrorException\n\n@tool\ndef run():\n    raise UserErrorException("mine")\n',
      ),
      fails: { code: 'UserError', node: 'n', fault: 'user', message: 'mine' },
    },
    {
      it: 'are the system’s where the tool does not say whose, and named by their class where they say nothing',
      files: flow(
        'from promptflow.core import tool\nfrom promptflow.exceptions import PromptflowException\n\n@tool\ndef run():\n    raise PromptflowException()\n',
      ),
      fails: { code: 'SystemError', fault: 'system', message: 'PromptflowException' },
    },
    {
      it: 'are caught for SystemExit of async tools, too',
      files: flow('import sys\nfrom promptflow.core import tool\n\n@tool\nasync def run():\n    sys.exit(3)\n'),
      fails: { code: 'ToolExecutionError', message: '(SystemExit) 3' },
    },
    {
      it: 'are caught for SystemExit, too',
      files: flow('import sys\nfrom promptflow.core import tool\n\n@tool\ndef run():\n    sys.exit(3)\n'),
      fails: { code: 'ToolExecutionError', message: '(SystemExit) 3' },
    },
  ]);
});

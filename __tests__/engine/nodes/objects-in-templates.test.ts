import { node, runOnce, type Files } from '../flow-folder';
import { askOf } from './llm/ask';
import { chatAnswer, ModelServer } from './llm/model-server';

const made = `import datetime, enum, os, types
from promptflow.core import tool

class Doc:
    kind = "doc"
    def __init__(self, n):
        self.n = n
    def title(self, *, upper=False):
        return ("DOC" if upper else "doc") + str(self.n)
    def next(self):
        return Doc(self.n + 1)
    def same(self, other):
        return self.n == other.n
    def die(self):
        os._exit(3)
    def fail(self):
        raise ValueError("no " + self.kind)
    @property
    def parent(self):
        return Doc(self.n - 1)
    @property
    def broken(self):
        raise ValueError("broken")
    def __getitem__(self, key):
        return {"k": ["v", self.n]}[key]

class Mood(str, enum.Enum):
    GOOD = "good %s{}"
    def loud(self):
        return self.value.upper()

class Store:
    def __getitem__(self, key):
        return {"k": "v", 7: "seven"}[key]

def counted():
    yield 1

@tool
def run():
    return {"now": datetime.datetime(2024, 5, 6, 7, 8, 9), "docs": [Doc(1), Doc(2)], "rest": iter([1, 2, 3]),
        "mood": Mood.GOOD, "store": Store(), "map": types.MappingProxyType({"k": "v", 7: "seven"}), "lazy": counted()}
`;

function flow(template: string): Files {
  return {
    'flow.dag.yaml': `outputs: {p: {type: string, reference: "\${p.output}"}}\nnodes:\n${node('make', 'make.py', '')}${node('p', 'p.jinja2', 'o: "${make.output}"')}`,
    'make.py': made,
    'p.jinja2': template,
  };
}

// As Jinja2 3.1 renders them.
test.each([
  ['{{ o.now.isoformat() }} {{ o.now.strftime("%d.%m.%Y") }}', '2024-05-06T07:08:09 06.05.2024'],
  ['{{ o.now.date().strftime("%Y") }} {{ o.now.replace(year=2020) }}', '2024 2020-05-06 07:08:09'],
  [
    '{% for d in o.docs %}{{ d.title() }} {{ d.title(upper=true) }} {{ d.next().next().title() }};{% endfor %}',
    'doc1 DOC1 doc3;doc2 DOC2 doc4;',
  ],
  ['{{ o.docs[0].same(o.docs[1]) }} {{ o.docs[0].same(o.docs[0]) }}', 'False True'],
  ['{{ o.docs[1].parent.n }} {{ o.docs|map(attribute="parent.n")|join(",") }}', '1 0,1'],
  ['{{ o.docs[0]["k"][0] }} {{ o.docs[0].k[1] }} {{ o.docs[0].kind }}', 'v 1 doc'],
  ['{{ o.mood.loud() }} {{ o.mood.format(1) }} {{ o.mood.upper() }}', 'GOOD %S{} good %s1 GOOD %S{}'],
  ['{{ o.map["k"] }} {{ o.map.k }} {{ o.map[7] }} {{ o.store["k"] }} [{{ o.store["none"] }}]', 'v v seven v []'],
  ['[{{ o.lazy.gi_frame }}] [{{ o.now.__class__ }}]', '[] []'],
  ['{{ o.docs[0].none is defined }} {{ o.docs[0].title is callable }} [{{ o.docs[0]._n }}]', 'False True []'],
])('%s', async (template, rendered) => {
  expect(await runOnce(flow(template))).toMatchObject({ status: 'Completed', outputs: { p: rendered } });
});

test('what a template walks over or changes counts once, however often it has to ask', async () => {
  const template =
    '{% set l = o.docs %}{{ o.rest|list }}{{ o.rest|list }}{{ l.append(3) }}{{ o.now.year }}{{ o.now.weekday() }}{{ l|length }}';
  expect((await runOnce(flow(template))).outputs).toEqual({ p: '[1, 2, 3][]None202403' });
});

test.each([
  ['{{ o.docs[0].fail() }}', 'ValueError: no doc'],
  ['{{ o.docs[0].broken is defined }}', 'ValueError: broken'],
  ['{{ o.docs[0].title(1) }}', 'TypeError: Doc.title() takes 1 positional argument but 2 were given'],
  ['{{ o.now.nothing() }}', "UndefinedError: 'datetime.datetime object' has no attribute 'nothing'"],
])('%s fails as in Python', async (template, message) => {
  const { error } = await runOnce(flow(template));
  expect(error).toMatchObject({ code: 'JinjaTemplateError', node: 'p' });
  expect(error?.message).toContain(`Failed to render jinja template: ${message}.`);
});

test('a method that kills the process fails the line with that', async () => {
  const { error } = await runOnce(flow('{{ o.docs[0].die() }}'));
  expect(error).toMatchObject({ code: 'ProcessCrashError', node: 'p' });
});

test('the prompt of a model calls methods, too', async () => {
  const server = await ModelServer.start();
  server.answer(chatAnswer('hi'));
  const setup = {
    inputs: 'deployment_name: gpt, o: "${make.output}"',
    before: node('make', 'make.py', ''),
    files: { 'make.py': made },
  };
  const result = await askOf(server, 'user:\nIt is {{ o.now.isoformat() }}.\n', setup);
  expect(result.outputs).toEqual({ answer: 'hi' });
  expect(server.lastBody['messages']).toEqual([{ role: 'user', content: 'It is 2024-05-06T07:08:09.' }]);
  server.close();
});

import { batch } from '../batch/batch-run';
import { node, runOnce, type Files } from '../flow-folder';

/** A flow whose node `change` runs first, and whose node `see` and template `show` run after it. */
function flow(change: string, inputs: string, { reads, shows }: { reads: string; shows: string }): Files {
  return {
    'flow.dag.yaml': `inputs:
  history: {type: list, default: [{a: 1}]}
  facts: {type: object, default: {k: {n: 1}}}
outputs:
  history: {type: list, reference: "\${inputs.history}"}
  made: {type: object, reference: "\${make.output}"}
  seen: {type: object, reference: "\${see.output}"}
  shown: {type: string, reference: "\${show.output}"}
nodes:
${node('make', 'make.py', '')}${node('change', 'change.py', inputs)}${node('see', 'see.py', `value: "${reads}", after: "\${change.output}"`)}${node('show', 'show.jinja2', `value: "${shows}", after: "\${change.output}"`)}`,
    'make.py': tool('make()', '    return {"items": [{"x": 1}, 2], "other": [1.0]}\n'),
    'change.py': tool('change(**given)', change),
    'see.py': tool('see(value, after)', '    return str(value) if isinstance(value, set) else value\n'),
    'show.jinja2': '{{value}}',
  };
}

function tool(signature: string, body: string): string {
  return `from promptflow.core import tool\n\n@tool\ndef ${signature}:\n${body}`;
}

test('what a tool changes in a list of the inputs, later nodes, templates and outputs see', async () => {
  const change = '    given["history"].append({"b": 2.0})\n    given["history"][0]["a"] = "new"\n    return 1\n';
  const places = { reads: '${inputs.history}', shows: '${inputs.history}' };
  const { outputs } = await runOnce(flow(change, 'history: "${inputs.history}"', places));
  const history = [{ a: 'new' }, { b: 2 }];
  expect(outputs).toMatchObject({ history, seen: history, shown: "[{'a': 'new'}, {'b': 2.0}]" });
});

test('what a tool changes in the output of another, in all of it and in a part, is changed there', async () => {
  const change =
    '    given["part"]["y"] = 5\n    given["whole"]["items"].append(3)\n    del given["whole"]["other"]\n    return 1\n';
  const inputs = 'part: "${make.output.items[0]}", whole: "${make.output}"';
  const places = { reads: '${make.output.items}', shows: '${make.output.items[0]}' };
  const { outputs } = await runOnce(flow(change, inputs, places));
  const items = [{ x: 1, y: 5 }, 2, 3];
  expect(outputs).toMatchObject({ made: { items }, seen: items, shown: "{'x': 1, 'y': 5}" });
});

test('a value to which a tool adds what JSON cannot hold stays one that tools can read', async () => {
  const change = '    given["facts"]["k"] = {1}\n    return 1\n';
  const places = { reads: '${inputs.facts}', shows: '${inputs.facts}' };
  const files = flow(change, 'facts: "${inputs.facts}"', places);
  const see = tool('see(value, after)', '    return str(value["k"])\n');
  const { outputs } = await runOnce({ ...files, 'see.py': see });
  expect(outputs).toMatchObject({ seen: '{1}', shown: "{'k': {1}}" });
});

test('arguments that are one list, or parts of one, are one in the tool as well', async () => {
  const change = '    given["a"].append(3)\n    return [given["b"], given["part"] is given["whole"]["items"][0]]\n';
  const inputs =
    'a: "${make.output.items}", b: "${make.output.items}", part: "${make.output.items[0]}", whole: "${make.output}"';
  const places = { reads: '${change.output}', shows: '${make.output.items}' };
  const { outputs } = await runOnce(flow(change, inputs, places));
  expect(outputs).toMatchObject({ seen: [[{ x: 1 }, 2, 3], true], shown: "[{'x': 1}, 2, 3]" });
});

test('parts of an output that become something else than data are read where they are', async () => {
  const change = '    given["items"].append((1, 2))\n    given["other"].append(2.0)\n    return 1\n';
  const inputs = 'items: "${make.output.items}", other: "${make.output.other}"';
  const places = { reads: '${make.output}', shows: '${make.output.items[2]}' };
  const { outputs } = await runOnce(flow(change, inputs, places));
  const made = { items: [{ x: 1 }, 2, [1, 2]], other: [1, 2] };
  expect(outputs).toMatchObject({ made, seen: made, shown: '(1, 2)' });
});

test('lines of a batch share nothing', async () => {
  const change = '    given["history"].append(len(given["history"]))\n    return 1\n';
  const places = { reads: '${inputs.history}', shows: '${inputs.history}' };
  const files = flow(change, 'history: "${inputs.history}"', places);
  const mapping = { history: '${data.history}' };
  const { lines } = await batch(files, [{ history: [] }, { history: [7] }, { history: [] }], { mapping });
  expect(lines.map(({ outputs }) => outputs['seen'])).toEqual([[0], [7, 1], [0]]);
  const { lines: defaults } = await batch(files, [{}, {}]);
  expect(defaults.map(({ outputs }) => outputs['seen'])).toEqual([
    [{ a: 1 }, 1],
    [{ a: 1 }, 1],
  ]);
});

// Flows over datasets: `llmops flow run` against plain loops in Python and in Node that do the same work.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers';
import { cli, median, seconds } from './measure.mjs';

const isModel = process.argv[2] === 'model';
const rounds = isModel ? 0 : Number(process.argv[2] ?? 3);
const latencyMs = 50;

if (isModel) serveModel();
else await main();

/** A model that answers after a while; in a process of its own, since the benchmark waits for its commands. */
function serveModel() {
  const message = { role: 'assistant', content: 'yes' };
  const usage = { prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 };
  const body = JSON.stringify({ id: '1', choices: [{ index: 0, finish_reason: 'stop', message }], usage });
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      setTimeout(() => response.setHeader('content-type', 'application/json').end(body), latencyMs);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send(server.address().port));
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'llmops-bench-'));
  const model = fork(import.meta.filename, ['model']);
  try {
    const port = await new Promise((resolve) => model.once('message', resolve));
    writeFiles(folder, port);
    console.log(`Node ${process.version}, Python flow: doubles a number; model flow: one request of ${latencyMs} ms\n`);
    console.log(
      '| what | llmops | plain Python | plain Node | to Python | to Node | ideal | to ideal |\n' +
        '| --- | --- | --- | --- | --- | --- | --- | --- |',
    );
    one(folder);
    for (const lines of [1, 100, 500, 10_000]) pythonLines(folder, lines);
    for (const [lines, concurrency] of [
      [1, 16],
      [100, 16],
      [500, 16],
      [500, 64],
      [10_000, 64],
    ])
      modelLines(folder, port, lines, concurrency);
  } finally {
    model.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function one(folder) {
  const ours = timed(() => seconds(process.execPath, [cli, 'flow', 'test', join(folder, 'python'), '--input', 'x=1']));
  const python = timed(() => seconds('python3', [join(folder, 'loop.py'), data(folder, 1)]));
  const node = timed(() => seconds(process.execPath, [join(folder, 'loop.mjs'), data(folder, 1)]));
  row('one test, Python', ours, python, node);
}

function pythonLines(folder, lines) {
  const ours = timed(() => runFlow(folder, 'python', lines, []));
  const python = timed(() => seconds('python3', [join(folder, 'loop.py'), data(folder, lines)]));
  const node = timed(() => seconds(process.execPath, [join(folder, 'loop.mjs'), data(folder, lines)]));
  row(`${lines} lines, Python`, ours, python, node);
}

/** The ideal is the time of the requests themselves and that of starting up for one line. */
function modelLines(folder, port, lines, concurrency) {
  const connection = ['--connections', join(folder, 'model.yaml'), '--concurrency', String(concurrency)];
  const ours = timed(() => runFlow(folder, 'model', lines, connection));
  const startUp = timed(() => runFlow(folder, 'model', 1, connection)) - latencyMs / 1000;
  const ideal = startUp + (Math.ceil(lines / concurrency) * latencyMs) / 1000;
  const args = [data(folder, lines), String(port), String(concurrency)];
  const python = timed(() => seconds('python3', [join(folder, 'ask.py'), ...args]));
  const node = timed(() => seconds(process.execPath, [join(folder, 'ask.mjs'), ...args]));
  row(`${lines} lines, model, ${concurrency} at once`, ours, python, node, ideal);
}

function runFlow(folder, flow, lines, options) {
  const out = join(folder, 'run');
  rmSync(out, { recursive: true, force: true });
  return seconds(process.execPath, [
    cli,
    'flow',
    'run',
    join(folder, flow),
    '--data',
    data(folder, lines),
    '--out',
    out,
    ...options,
  ]);
}

function row(what, ours, python, node, ideal) {
  const shown = (time) => `${time.toFixed(2)} s`;
  const ratios = [python, node].map((time) => (ours / time).toFixed(2));
  const more = ideal === undefined ? ['', ''] : [shown(ideal), (ours / ideal).toFixed(2)];
  console.log(`| ${[what, ...[ours, python, node].map(shown), ...ratios, ...more].join(' | ')} |`);
}

function timed(measure) {
  return median(Array.from({ length: rounds }, measure));
}

function data(folder, lines) {
  return join(folder, `${lines}.jsonl`);
}

function writeFiles(folder, port) {
  for (const lines of [1, 100, 500, 10_000]) {
    writeFileSync(data(folder, lines), Array.from({ length: lines }, (_, x) => `{"x": ${x}}\n`).join(''));
  }
  for (const [path, text] of Object.entries(files(port))) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function files(port) {
  const flow = (node) =>
    `inputs: {x: {type: int}}\noutputs: {out: {type: object, reference: "\${n.output}"}}\nnodes:\n- ${node}\n`;
  return {
    'python/flow.dag.yaml': flow(
      '{name: n, type: python, source: {type: code, path: n.py}, inputs: {x: "${inputs.x}"}}',
    ),
    'python/n.py': 'from promptflow.core import tool\n\n@tool\ndef n(x):\n    return x * 2\n',
    'model/flow.dag.yaml': flow(
      '{name: n, type: llm, api: chat, connection: model, source: {type: code, path: n.jinja2}, inputs: {deployment_name: m, x: "${inputs.x}"}}',
    ),
    'model/n.jinja2': 'user:\nIs {{x}} even?\n',
    'model.yaml': `name: model\ntype: azure_open_ai\napi_base: http://127.0.0.1:${port}\napi_key: none\n`,
    'loop.py': `import json, sys
with open(sys.argv[1] + ".out", "w") as out:
    for line in open(sys.argv[1]):
        out.write(json.dumps({"out": json.loads(line)["x"] * 2}) + "\\n")
`,
    'loop.mjs': `import { readFileSync, writeFileSync } from 'node:fs';
const lines = readFileSync(process.argv[2], 'utf8').trim().split('\\n');
writeFileSync(process.argv[2] + '.out', lines.map((line) => JSON.stringify({ out: JSON.parse(line).x * 2 })).join('\\n'));
`,
    'ask.py': `import http.client, json, sys, threading
from concurrent.futures import ThreadPoolExecutor
local = threading.local()
def ask(line):
    if not hasattr(local, "model"):
        local.model = http.client.HTTPConnection("127.0.0.1", int(sys.argv[2]))
    local.model.request("POST", "/", json.dumps({"x": json.loads(line)["x"]}))
    return json.loads(local.model.getresponse().read())["choices"][0]["message"]["content"]
with ThreadPoolExecutor(int(sys.argv[3])) as pool, open(sys.argv[1] + ".out", "w") as out:
    for answer in pool.map(ask, open(sys.argv[1])):
        out.write(json.dumps({"out": answer}) + "\\n")
`,
    'ask.mjs': `import { readFileSync, writeFileSync } from 'node:fs';
const [file, port, concurrency] = process.argv.slice(2);
const lines = readFileSync(file, 'utf8').trim().split('\\n');
const answers = [];
let next = 0;
await Promise.all(Array.from({ length: Number(concurrency) }, async () => {
  while (next < lines.length) {
    const line = next++;
    const response = await fetch('http://127.0.0.1:' + port, { method: 'POST', body: lines[line] });
    answers[line] = (await response.json()).choices[0].message.content;
  }
}));
writeFileSync(file + '.out', answers.map((out) => JSON.stringify({ out })).join('\\n'));
`,
  };
}

// Reports of many lines: time and memory to write, size, and how soon Chromium shows them, beside a plain HTML table of
// the same lines.
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { median, repository } from './measure.mjs';

const require = createRequire(import.meta.url);
const { planRuns, readRunLines, runExperiment } = require(join(repository, 'dist/experiments'));
const { writeReports } = require(join(repository, 'dist/reports'));
const lines = Number(process.argv[2] ?? 50_000);
const rounds = Number(process.argv[3] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'llmops-bench-'));

try {
  const result = await experiment();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = globalThis.setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  const start = performance.now();
  const { html, details, markdown } = await writeReports(result, { folder: join(folder, 'report') });
  const took = performance.now() - start;
  globalThis.clearInterval(watch);
  const table = await plainTable(result);
  console.log(`${cpus().length} cores, Node ${process.version}, ${lines} lines in 2 runs with scores and traces\n`);
  console.log(`written in ${(took / 1000).toFixed(1)} s, ${megabytes(most - before)} more memory`);
  console.log(`details.csv ${megabytes(statSync(details).size)}, report.md ${statSync(markdown).size} bytes\n`);
  console.log('| what | size | first paint | all lines there |\n| --- | --- | --- | --- |');
  const ours = await row('report.html', html, '[data-ready] .line');
  const plain = await row('plain HTML table', table, '#end');
  const ratios = plain.map((value, index) => (value / ours[index]).toFixed(1));
  console.log(`| ratio | ${ratios.join(' | ')} |`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function experiment() {
  mkdirSync(join(folder, 'flow'));
  const node = (tone) =>
    `{ type: prompt, source: { type: code, path: say.jinja2 }, inputs: { text: "\${inputs.text}", tone: ${tone} } }`;
  writeFileSync(
    join(folder, 'flow/flow.dag.yaml'),
    `inputs: { text: { type: string } }
outputs: { answer: { type: string, reference: "\${say.output}" } }
nodes: [{ name: say, use_variants: true }]
node_variants: { say: { default_variant_id: a, variants: { a: { node: ${node('calm')} }, b: { node: ${node('warm')} } } } }
`,
  );
  writeFileSync(join(folder, 'flow/say.jinja2'), 'In a {{ tone }} tone about {{ text }} there is much to say.');
  const words = ['invoice', 'router', 'contract', 'outage', 'refund', 'password', 'delivery', 'complaint'];
  const text = (index) => Array.from({ length: 25 }, (_none, at) => words[(index * 7 + at * at) % 8]).join(' ');
  const data = Array.from({ length: lines / 2 }, (_none, index) => JSON.stringify({ text: `${index} ${text(index)}` }));
  writeFileSync(join(folder, 'data.jsonl'), `${data.join('\n')}\n`);
  const dataset = { name: 'tickets', asset: 'flow-tickets', path: join(folder, 'data.jsonl') };
  const inputs = { text: '${data.text}' };
  const variedNodes = [{ node: 'say', default: 'a', variants: ['a', 'b'] }];
  const planned = planRuns({ datasets: [dataset], inputs, variants: 'grid', variedNodes, parameters: {} });
  const content = { flowHash: 'bench', connections: '', inputs, directory: folder, load: {} };
  const runs = await runExperiment({ ...content, flow: join(folder, 'flow'), runs: planned });
  return {
    ...{ formatVersion: 1, flow: 'bench', environment: 'dev', createdAt: new Date().toISOString(), flowHash: 'bench' },
    runs: await Promise.all(runs.map(judged)),
    gates: [],
  };
}

/** The scores are made up: to judge so many lines in Python takes minutes, and is not what is measured. */
async function judged(run, number) {
  const judge = join(folder, `evaluation-${number}`);
  mkdirSync(judge);
  const file = createWriteStream(join(judge, 'details.jsonl'));
  for (let lineNumber = 0; lineNumber < lines / 2; lineNumber += 1) {
    const outputs = { right: lineNumber % (5 + number) > 0, similarity: (lineNumber % 97) / 97 };
    const rest = { inputs: {}, nodes: {}, tokens: { prompt: 0, completion: 0, total: 0 }, durationMs: 1 };
    file.write(`${JSON.stringify({ lineNumber, status: 'Completed', outputs, ...rest })}\n`);
  }
  await new Promise((resolve) => file.end(resolve));
  const counts = { judged: lines / 2, failed: 0, skipped: 0 };
  const evaluation = { folder: judge, dataset: 'tickets', reused: false, status: 'Completed', lines: counts };
  return { ...run, evaluations: { quality: evaluation }, metrics: { 'quality.right': 0.8 + number / 100 } };
}

async function plainTable({ runs }) {
  const path = join(folder, 'table.html');
  const file = createWriteStream(path);
  file.write('<!doctype html><meta charset="utf-8"><title>Lines</title><table>');
  for (const run of runs) {
    for await (const { line, inputs, outputs, durationMs, tokens } of readRunLines(run.folder)) {
      const cells = [run.label, line, inputs.text, outputs.answer, durationMs, tokens.total];
      file.write(`<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>\n`);
    }
  }
  await new Promise((resolve) => file.end('</table><p id="end">end</p>', resolve));
  return path;
}

/** Size in bytes, and medians in milliseconds of first paint and of when all is there. */
async function row(name, file, ready) {
  const paints = [];
  const whole = [];
  readFileSync(file);
  for (let round = 0; round < rounds; round += 1) {
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
    const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const page = await browser.newPage();
      await page.setViewport({ width: 1280, height: 900 });
      await page.goto(`file://${file}`, { timeout: 180_000, waitUntil: 'domcontentloaded' });
      await page.waitForSelector(ready, { timeout: 180_000, visible: true });
      whole.push(await page.evaluate('performance.now()'));
      const paint = 'performance.getEntriesByName("first-contentful-paint")[0]?.startTime';
      await page.waitForFunction(paint, { timeout: 180_000 });
      paints.push(await page.evaluate(paint));
    } finally {
      await browser.close();
    }
  }
  const [paint, all, size] = [median(paints), median(whole), statSync(file).size];
  console.log(`| ${name} | ${megabytes(size)} | ${Math.round(paint)} ms | ${Math.round(all)} ms |`);
  return [size, paint, all];
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

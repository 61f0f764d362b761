import { parse } from 'csv-parse/sync';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ExperimentResult } from '../../experiments';
import { type ReportFiles, writeReports } from '../../reports';
import { minimum, TicketExperiment, type Ticket } from './ticket-experiment';

const hostile = '<b>@octocat</b> | `x` [link](https://example.org) #12 **bold** </script>';
const tickets: readonly Ticket[] = [
  { text: '=HYPERLINK("https://example.org")', expected: 'billing', short: '-1+1', long: 'billing' },
  { text: hostile, expected: 'outage', short: hostile, long: 'outage' },
  { text: 'one, "two"\nthree', expected: 'outage', short: 'error', long: 'billing' },
  ...Array.from({ length: 9 }, (_none, index) => ({
    text: `Ticket ${index}`,
    expected: 'billing',
    short: 'billing',
    long: 'billing',
  })),
];

const flow = new TicketExperiment();
let result: ExperimentResult;
let files: ReportFiles;
beforeAll(async () => {
  result = await flow.result(tickets, [minimum(0.9, 0.8)]);
  files = await writeReports(result, { folder: join(flow.root, 'report') });
}, 20_000);
afterAll(() => flow.remove());

type Row = Readonly<Record<string, string>>;
const read = (file: string) => readFileSync(file, 'utf8');
const rowsOf = (file: string): readonly Row[] => parse(read(file), { columns: true });

test('details.csv has a row for each line, with what was varied, put in, answered and scored', () => {
  const rows = rowsOf(files.details);
  expect(rows).toHaveLength(2 * tickets.length);
  expect(Object.keys(rows[0]!)).toEqual([
    ...['flow', 'environment', 'dataset', 'run', 'label', 'default', 'variants.classify'],
    ...['line', 'status', 'error_code', 'error_node', 'error_message'],
    ...['inputs.long', 'inputs.short', 'inputs.text', 'outputs.category'],
    ...['scores.quality.grade.length', 'scores.quality.grade.right'],
    ...['duration_ms', 'prompt_tokens', 'completion_tokens', 'total_tokens'],
  ]);
  expect(rows[3]).toMatchObject({
    ...{ flow: 'triage', environment: 'dev', dataset: 'tickets', label: 'defaults', default: 'true', line: '3' },
    ...{ status: 'Completed', 'outputs.category': 'billing', 'scores.quality.grade.right': 'true' },
  });
  expect(rows[2]).toMatchObject({
    ...{ status: 'Failed', error_code: 'JinjaTemplateError', error_node: 'classify', 'outputs.category': '' },
    'inputs.text': 'one, "two"\nthree',
  });
});

test('no cell of a CSV file is a formula to a spreadsheet', () => {
  const [row] = rowsOf(files.details);
  expect(row!['inputs.text']).toBe(`'${tickets[0]!.text}`);
  expect(row!['outputs.category']).toBe("'-1+1");
});

test('metrics.csv has a row for each run, with its metrics and their intervals', () => {
  const rows = rowsOf(files.metrics);
  expect(rows.map(({ label }) => label)).toEqual(['defaults', 'classify=long']);
  expect(rows[1]).toMatchObject({ lines: '12', failed: '0', 'metrics.quality.accuracy': String(11 / 12) });
  expect(Number(rows[1]!['metrics.quality.accuracy.low'])).toBeLessThan(11 / 12);
});

test('the Markdown tells verdict, gates, runs with their difference to the default one, and changed lines', () => {
  const text = read(files.markdown);
  expect(text).toContain('❌ triage in dev: 1 of 1 gate not met.');
  expect(text).toContain('| ❌ | quality.accuracy | tickets | min 0.9 | 0.8 | 0.1 |');
  expect(text).toMatch(/🏆 classify\\=long \| 12 \| 0.9167 .*\(Δ \+0.\d+\)/);
  expect(text).toMatch(/3 of 12 lines changed, 2 better and 0 worse by quality.grade.right/);
  expect(text).toContain('report.html');
});

test('what models and people wrote is plain text in the Markdown', () => {
  const rows = read(files.markdown).split('\n');
  const row = rows.find((one) => one.includes('octocat'))!;
  expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
  expect(row).not.toContain('@octocat');
  expect(row).not.toMatch(/<b>|#12|https:\/\/|[^\\]\*\*|[^\\]`|[^\\]\[/);
});

test('the Markdown fits a comment, and counts what it leaves out', async () => {
  const [run] = result.runs;
  const runs = Array.from({ length: 280 }, (_none, index) => ({
    ...run!,
    id: String(index),
    label: `classify.temperature=${index} ${'and a text that is rather long '.repeat(15)}`,
    isDefault: false,
  }));
  const { markdown } = await writeReports({ ...result, runs, gates: [] }, { folder: join(flow.root, 'many') });
  const text = read(markdown);
  expect(text.length).toBeLessThan(60_000);
  expect(text).toMatch(/\d+ runs more in metrics.csv/);
});

test('the HTML is one file that may fetch nothing, and holds no text of a model outside of its data', () => {
  const text = read(files.html);
  expect(text).toMatch(/Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[^']+'/);
  expect(text.match(/<(link|img|iframe|object|base)\b|<script[^>]* src/g)).toBeNull();
  expect(text.match(/<\/script>/g)).toHaveLength(2 * 3 + 3);
  expect(text).not.toContain(flow.root);
  expect(text).toContain('@observablehq/plot');
});

test('an environment has an index over its flows', async () => {
  const other = { ...result, flow: 'composer', gates: [] };
  const all = await writeReports([result, other], { folder: join(flow.root, 'dev') });
  expect(read(all.markdown)).toContain('| triage | ❌ 1 of 1 gate not met.');
  expect(read(all.markdown)).toContain('| composer | ℹ️ No gates are configured.');
  expect(rowsOf(all.metrics).map((row) => row.flow)).toEqual(['triage', 'triage', 'composer', 'composer']);
  expect(statSync(all.html).size).toBeLessThan(statSync(files.html).size + 5000);
});

test('an experiment that was left out is told as such', async () => {
  const all = await writeReports([], { folder: join(flow.root, 'prod'), skipped: 'asked by --skip-experiment.' });
  expect(read(all.markdown)).toContain('Experiments in prod: The experiment was skipped: asked by');
  expect(read(all.html)).toContain('asked by --skip-experiment.');
});

test('a report that cannot be written leaves the one that was there', async () => {
  const folder = join(flow.root, 'kept');
  const { html } = await writeReports(result, { folder });
  const before = read(html);
  const stop = AbortSignal.abort(new Error('stopped'));
  await expect(writeReports(result, { folder, signal: stop })).rejects.toThrow();
  expect(read(html)).toBe(before);
  expect(readdirSync(folder).sort()).toEqual(['details.csv', 'metrics.csv', 'report.html', 'report.md']);
});

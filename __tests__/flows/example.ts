import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type LineResult, loadFlow } from '../../engine';
import { type ConnectionProvider } from '../../engine/connection';

export const root = resolve(__dirname, '../..');

export type Row = Readonly<Record<string, unknown>>;

interface FlowConfig {
  readonly flow: string;
  readonly datasets: Readonly<Record<string, { readonly path: string }>>;
  readonly experiment: { readonly inputs: Readonly<Record<string, string>> };
  readonly evaluations: Readonly<Record<string, { readonly flow: string; readonly inputs: Row }>>;
  readonly gates: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>;
}

/** A line of a dataset, what the flow answered to it, and how the evaluation flow judges the answer. */
export interface Judged {
  readonly row: Row;
  readonly answer: Row;
  readonly grade: Row;
}

/** An example flow as its config in flows-config/ describes it. */
export class Example {
  readonly #config: FlowConfig;
  readonly #configFile: string;

  constructor(readonly name: string) {
    this.#configFile = join(root, 'flows-config', `${name}.yaml`);
    this.#config = parse(readFileSync(this.#configFile, 'utf8')) as FlowConfig;
  }

  get folder(): string {
    return this.#path(this.#config.flow);
  }

  get evaluationFolder(): string {
    return this.#path(Object.values(this.#config.evaluations)[0]!.flow);
  }

  get datasets(): string[] {
    return Object.keys(this.#config.datasets);
  }

  rows(dataset: string): Row[] {
    const text = readFileSync(this.#path(this.#config.datasets[dataset]!.path), 'utf8');
    return text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
  }

  sampleRequest(): Row {
    return JSON.parse(readFileSync(join(root, 'flows', this.name, 'sample-request.json'), 'utf8')) as Row;
  }

  /** The gates of the config that these metrics do not meet. */
  unmetGates(metrics: Readonly<Record<string, number>>): string[] {
    const unmet = Object.entries(this.#config.gates).filter(([gate, { min = -Infinity, max = Infinity }]) => {
      const value = metrics[gate.slice(gate.indexOf('.') + 1)];
      return value === undefined || value < min || value > max;
    });
    return unmet.map(([gate]) => gate);
  }

  /** Runs the flow on every line of a dataset and its evaluation on every answer. */
  async judge(dataset: string, options: { variants?: Record<string, string>; connections?: ConnectionProvider }) {
    const rows = this.rows(dataset);
    const answers = await runAll(
      this.folder,
      rows.map((data) => mapped(this.#config.experiment.inputs, { data })),
      options,
    );
    const { inputs } = Object.values(this.#config.evaluations)[0]!;
    const sources = rows.map((data, line) => ({ data, 'run.outputs': answers[line]! }));
    const grades = await runAll(
      this.evaluationFolder,
      sources.map((source) => mapped(inputs, source)),
      {},
    );
    return rows.map((row, line): Judged => ({
      row,
      answer: answers[line]!,
      grade: grades[line]!.grade as Row,
    }));
  }

  #path(relative: string): string {
    return resolve(dirname(this.#configFile), relative);
  }
}

/** Runs a flow once; the result says whether it completed. */
export async function runOnce(
  folder: string,
  inputs: Row,
  options: Parameters<typeof loadFlow>[1],
): Promise<LineResult> {
  const flow = await loadFlow(folder, options);
  try {
    return await flow.run(inputs);
  } finally {
    await flow.close();
  }
}

async function runAll(folder: string, lines: readonly Row[], options: Parameters<typeof loadFlow>[1]): Promise<Row[]> {
  const flow = await loadFlow(folder, options);
  try {
    const results = await Promise.all(lines.map((inputs, lineNumber) => flow.run(inputs, { lineNumber })));
    const failed = results.findIndex(({ status }) => status === 'Failed');
    if (failed >= 0) throw new Error(`${folder}, line ${failed + 1}: ${results[failed]?.error?.message ?? ''}`);
    return results.map(({ outputs }) => outputs);
  } finally {
    await flow.close();
  }
}

/** Fills `${data.x}` and `${run.outputs.x}` from their sources. */
function mapped(mapping: Row, sources: Readonly<Record<string, Row>>): Row {
  const fill = (value: unknown) => {
    const found = typeof value === 'string' && /^\$\{(.+)\.(\w+)\}$/.exec(value);
    return found ? sources[found[1]!]?.[found[2]!] : value;
  };
  return Object.fromEntries(Object.entries(mapping).map(([name, value]) => [name, fill(value)]));
}

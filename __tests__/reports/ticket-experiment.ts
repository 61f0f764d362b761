import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { evaluate, type ExperimentResult, type GateResult, planRuns, runExperiment } from '../../experiments';
import { type Experiment } from '../../model';

/** A line of the data: what the flow's two variants are to answer. */
export interface Ticket {
  readonly text: string;
  readonly expected: string;
  readonly short: string;
  readonly long: string;
}

/** A flow of two variants that answer what its data says, judged by an evaluation, in a folder of its own. */
export class TicketExperiment {
  readonly root = mkdtempSync(join(tmpdir(), 'llmops-report-'));

  constructor() {
    const node = (input: string) =>
      `{ type: prompt, source: { type: code, path: say.jinja2 }, inputs: { says: "\${inputs.${input}}", tone: plain } }`;
    this.write(
      'flow/flow.dag.yaml',
      `inputs: { text: { type: string }, short: { type: string }, long: { type: string } }
outputs: { category: { type: string, reference: "\${classify.output}" } }
nodes: [{ name: classify, use_variants: true }]
node_variants:
  classify:
    default_variant_id: short
    variants: { short: { node: ${node('short')} }, long: { node: ${node('long')} } }
`,
    );
    this.write('flow/say.jinja2', '{% if says == "error" %}{{ says.nothing.more }}{% endif %}{{ says }}');
    this.write(
      'judge/flow.dag.yaml',
      `type: evaluation
inputs: { expected: { type: string }, answer: { type: string } }
outputs: { grade: { type: object, reference: "\${grade.output}" } }
nodes:
  - { name: grade, type: python, source: { type: code, path: grade.py }, inputs: { expected: "\${inputs.expected}", answer: "\${inputs.answer}" } }
  - { name: log, type: python, aggregation: true, source: { type: code, path: log.py }, inputs: { grades: "\${grade.output}" } }
`,
    );
    this.write(
      'judge/grade.py',
      `from promptflow.core import tool


@tool
def grade(expected: str, answer: str) -> dict:
    return {"right": expected == answer, "length": len(answer)}
`,
    );
    this.write(
      'judge/log.py',
      `from promptflow.core import log_metric, tool


@tool
def log(grades: list) -> None:
    log_metric("accuracy", sum(g["right"] for g in grades) / len(grades))
    log_metric("length", sum(g["length"] for g in grades) / len(grades))
`,
    );
  }

  /** Runs both variants on the tickets, and evaluates them. */
  async result(
    tickets: readonly Ticket[],
    gates: readonly GateResult[] = [minimum(0.7, 0.5)],
  ): Promise<ExperimentResult> {
    this.write('tickets.jsonl', tickets.map((ticket) => `${JSON.stringify(ticket)}\n`).join(''));
    const experiment: Experiment = {
      datasets: [{ name: 'tickets', asset: 'triage-tickets', path: join(this.root, 'tickets.jsonl') }],
      inputs: { text: '${data.text}', short: '${data.short}', long: '${data.long}' },
      variants: 'one-at-a-time',
      variedNodes: [{ node: 'classify', default: 'short', variants: ['short', 'long'] }],
      parameters: {},
      confirmAbove: 50,
    };
    const directory = join(this.root, 'experiments');
    const content = { directory, connections: '', load: {} };
    const made = await runExperiment({
      ...content,
      flow: join(this.root, 'flow'),
      runs: planRuns(experiment),
      flowHash: 'a'.repeat(64),
      inputs: experiment.inputs,
    });
    const runs = await evaluate({
      ...content,
      runs: made,
      evaluations: [
        {
          name: 'quality',
          path: join(this.root, 'judge'),
          flowHash: 'b',
          datasets: {},
          inputs: { expected: '${data.expected}', answer: '${run.outputs.category}' },
        },
      ],
    });
    return {
      formatVersion: 1,
      flow: 'triage',
      environment: 'dev',
      createdAt: '2026-11-22T12:00:00.000Z',
      commit: 'c0ffee',
      flowHash: 'a'.repeat(64),
      runs,
      gates,
    };
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}

/** A gate on the accuracy. */
export function minimum(bound: number, value: number): GateResult {
  const passed = value >= bound;
  return {
    gate: 'quality.accuracy',
    dataset: 'tickets',
    kind: 'min',
    bound,
    value,
    missedBy: passed ? 0 : bound - value,
    status: passed ? 'passed' : 'failed',
    passed,
  };
}

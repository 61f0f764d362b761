import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type EvaluateOptions,
  evaluate,
  type ExperimentOptions,
  type HashedEvaluation,
  planRuns,
  runExperiment,
  type RunSummary,
} from '../../experiments';
import { type Dataset, type Experiment } from '../../model';

/** A flow that answers questions from its data, and an evaluation that compares, in a folder of their own. */
export class JudgedFlow {
  readonly root = mkdtempSync(join(tmpdir(), 'llmops-evaluate-'));

  constructor() {
    // The data says what the flow is to answer, so that a test decides which lines are right, wrong or fail.
    this.write(
      'flow/flow.dag.yaml',
      `inputs: { question: { type: string }, says: { type: string } }
outputs: { answer: { type: string, reference: "\${reply.output}" } }
nodes:
  - name: reply
    type: python
    source: { type: code, path: reply.py }
    inputs: { says: "\${inputs.says}", version: only }
`,
    );
    this.write(
      'flow/reply.py',
      `import json

from promptflow.core import tool


@tool
def reply(says: str, version: str) -> str:
    if version != "only":
        return json.loads(says)[version]
    if says == "error":
        raise ValueError("cannot answer")
    return says
`,
    );
    this.write(
      'judge/flow.dag.yaml',
      `type: evaluation
inputs: { expected: { type: string }, answer: { type: string } }
outputs: { grade: { type: object, reference: "\${grade.output}" } }
nodes:
  - name: grade
    type: python
    source: { type: code, path: grade.py }
    inputs: { expected: "\${inputs.expected}", answer: "\${inputs.answer}" }
  - name: log
    type: python
    aggregation: true
    source: { type: code, path: log.py }
    inputs: { grades: "\${grade.output}" }
`,
    );
    this.write(
      'judge/grade.py',
      `from promptflow.core import tool


@tool
def grade(expected: str, answer: str) -> dict:
    if expected == "unjudgeable":
        raise ValueError("cannot judge")
    return {"right": expected == answer, "length": len(answer)}
`,
    );
    this.write(
      'judge/log.py',
      `from promptflow.core import log_metric, tool


@tool
def log(grades: list) -> None:
    right = [g["right"] for g in grades]
    log_metric("accuracy", round(sum(right) / len(right), 4))
    log_metric("longest", max(g["length"] for g in grades))
    log_metric("note", "no number")
`,
    );
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  /** A dataset with a line for each pair of what is expected and what the flow is to say. */
  dataset(name: string, pairs: readonly (readonly [expected: string, says: string])[]): Dataset {
    const lines = pairs.map(([expected, says], index) => ({ question: `q${index}`, expected, says }));
    this.write(`${name}.jsonl`, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return { name, asset: `questions-${name}`, path: join(this.root, `${name}.jsonl`) };
  }

  /** @param versions what the flow is to say of all that the data has it say; default: the data has one answer only */
  run(
    datasets: readonly Dataset[],
    changes: Partial<ExperimentOptions> = {},
    versions: readonly string[] = [],
  ): Promise<readonly RunSummary[]> {
    const experiment: Experiment = {
      datasets,
      inputs: { question: '${data.question}', says: '${data.says}' },
      variants: 'default-only',
      variedNodes: [],
      parameters: versions.length === 0 ? {} : { 'reply.version': versions },
      confirmAbove: 50,
    };
    return runExperiment({
      flow: join(this.root, 'flow'),
      directory: join(this.root, 'experiments'),
      runs: planRuns(experiment),
      flowHash: 'flow 1',
      connections: '',
      inputs: experiment.inputs,
      load: {},
      ...changes,
    });
  }

  evaluation(changes: Partial<HashedEvaluation> = {}): HashedEvaluation {
    return {
      name: 'quality',
      path: join(this.root, 'judge'),
      flowHash: 'judge 1',
      datasets: {},
      inputs: { expected: '${data.expected}', answer: '${run.outputs.answer}' },
      ...changes,
    };
  }

  evaluate(runs: readonly RunSummary[], changes: Partial<EvaluateOptions> = {}): Promise<readonly RunSummary[]> {
    return evaluate({
      runs,
      evaluations: [this.evaluation()],
      directory: join(this.root, 'experiments'),
      connections: '',
      load: {},
      ...changes,
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }
}

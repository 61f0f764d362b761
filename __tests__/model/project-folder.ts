import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadProject, type LoadedProject, type Problem, type Project } from '../../model';

const files: Readonly<Record<string, string>> = {
  'flows-config/environments.yaml': `project: acme
defaults:
  location: westeurope
  tenant: 00000000-0000-0000-0000-00000000000a
  serving:
    image: registry.example.com/serving:1.4.2
  connections:
    aoai:
      type: azure_open_ai
      endpoint: https://acme.openai.azure.com/
      auth: entra
environments:
  dev:
    subscription: 00000000-0000-0000-0000-000000000001
  prod:
    subscription: 00000000-0000-0000-0000-000000000002
`,
  'flows-config/answers.yaml': `name: answers
flow: ../flows/answers/standard
datasets:
  train: { path: ../flows/answers/data/train.jsonl }
experiment:
  datasets: [train]
  inputs:
    question: \${data.question}
evaluations:
  match:
    flow: ../flows/answers/evaluation
    inputs:
      expected: \${data.answer}
      given: \${run.outputs.answer}
gates:
  match.score: { min: 0.8 }
deploy:
  dev:
    - target: managed-endpoint
      test: ../flows/answers/sample-request.json
  prod:
    - target: managed-endpoint
      name: acme-answers
      traffic: { current: 90, previous: 10 }
`,
  'flows/answers/standard/flow.dag.yaml': `inputs:
  question:
    type: string
  tone:
    type: string
    default: kind
outputs:
  answer:
    type: string
    reference: \${polish.output}
nodes:
  - name: ask
    type: llm
    source: { type: code, path: ask.jinja2 }
    connection: aoai
    inputs:
      question: \${inputs.question}
  - name: polish
    type: python
    source: { type: code, path: polish.py }
    inputs:
      text: \${ask.output}
      tone: \${inputs.tone}
`,
  'flows/answers/standard/ask.jinja2': 'user:\n{{question}}\n',
  'flows/answers/standard/polish.py':
    'from promptflow.core import tool\n\n\n@tool\ndef polish(text: str, tone: str) -> str:\n    return text\n',
  'flows/answers/evaluation/flow.dag.yaml': `inputs:
  expected:
    type: string
  given:
    type: string
outputs:
  score:
    type: double
    reference: \${compare.output}
nodes:
  - name: compare
    type: python
    source: { type: code, path: compare.py }
    inputs:
      expected: \${inputs.expected}
      given: \${inputs.given}
`,
  'flows/answers/evaluation/compare.py': 'def compare(expected, given):\n    return 1.0\n',
  'flows/answers/data/train.jsonl': '{"question": "2+2?", "answer": "4"}\n{"question": "3+3?", "answer": "6"}\n',
  'flows/answers/sample-request.json': '{ "question": "2+2?" }\n',
};

/** A small project that is right, in a folder of its own, for a test to break. */
export class ProjectFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'llmops-model-'));

  constructor() {
    for (const [file, text] of Object.entries(files)) this.write(file, text);
  }

  write(file: string, text: string): this {
    const path = join(this.root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return this;
  }

  /** Replaces the first occurrence; a text that is not there would make the test prove nothing. */
  edit(file: string, from: string, to: string): this {
    const text = readFileSync(join(this.root, file), 'utf8');
    if (!text.includes(from)) throw new Error(`'${from}' is not in ${file}`);
    return this.write(
      file,
      text.replace(from, () => to),
    );
  }

  environments(from: string, to: string): this {
    return this.edit('flows-config/environments.yaml', from, to);
  }

  config(from: string, to: string): this {
    return this.edit('flows-config/answers.yaml', from, to);
  }

  dag(from: string, to: string): this {
    return this.edit('flows/answers/standard/flow.dag.yaml', from, to);
  }

  remove(path: string): this {
    rmSync(join(this.root, path), { recursive: true });
    return this;
  }

  load(): LoadedProject {
    return loadProject(this.root);
  }

  /** What is wrong, as `file:line code`. */
  mistakes(): string[] {
    return this.load().problems.map(({ file, line, code }) => `${file.split('/').slice(-2).join('/')}:${line} ${code}`);
  }

  /** The one mistake that a test made. */
  mistake(): Problem {
    const { problems } = this.load();
    if (problems.length !== 1)
      throw new Error(`${problems.length} problems: ${JSON.stringify(problems, undefined, 1)}`);
    return problems[0]!;
  }

  project(): Project {
    const { project, problems } = this.load();
    if (project === undefined) throw new Error(`problems: ${JSON.stringify(problems, undefined, 1)}`);
    return project;
  }

  delete(): void {
    rmSync(this.root, { recursive: true });
  }
}

/** A fresh project for each test of a file; its folder goes when the test is over. */
export function freshProject(): { readonly folder: ProjectFolder } {
  const holder = { folder: undefined as unknown as ProjectFolder };
  beforeEach(() => {
    holder.folder = new ProjectFolder();
  });
  afterEach(() => holder.folder.delete());
  return holder;
}

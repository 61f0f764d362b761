import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { loadFlow, type Flow, type LineResult, type RunOptions } from '../../../engine';
import { tool, writeFlow } from '../flow-folder';
import { ModelServer } from '../nodes/llm/model-server';

const prompty = `---
name: Greeter
model: {configuration: {connection: aoai, azure_deployment: gpt}}
inputs: {q: {type: string}}
---
user:
{{q}}
`;

/** What a tool of the flow does; each has a module of its own, so that one Python process serves them all. */
export interface ToolBody {
  readonly code: string;
  readonly imports: string;
  readonly before: string;
}

export const body = (code: string, imports = '', before = 'def'): ToolBody => ({ code, imports, before });

const files = {
  'flow.dag.yaml': `inputs: {case: {type: int}, q: {type: string, default: hi}}
outputs: {out: {type: object, reference: "\${ask.output}"}}
nodes:
- name: ask
  type: python
  source: {type: code, path: ask.py}
  inputs: {case: "\${inputs.case}", q: "\${inputs.q}", aoai: aoai, oai: openai}
`,
  'ask.py': `import importlib
from promptflow.core import tool
from promptflow.connections import AzureOpenAIConnection, OpenAIConnection

@tool
def ask(case: int, q: str, aoai: AzureOpenAIConnection, oai: OpenAIConnection):
    importlib.invalidate_caches()
    return importlib.import_module(f"case_{case}").ask(q, aoai, oai)
`,
  'greeter.prompty': prompty,
  'inner/flow.dag.yaml': `inputs: {n: {type: int}}
outputs: {twice: {type: int, reference: "\${double.output}"}}
nodes:
- {name: double, type: python, source: {type: code, path: double.py}, inputs: {n: "\${inputs.n}"}}
`,
  'inner/double.py': tool('n: int', 'n * 2'),
};

/** A flow whose tool does what each test says, and the model that it asks. */
export class CallingFlow {
  private cases = 0;

  private constructor(
    readonly server: ModelServer,
    readonly flow: Flow,
    private readonly folder: string,
  ) {}

  static async open(): Promise<CallingFlow> {
    const server = await ModelServer.start();
    const folder = writeFlow(files);
    return new CallingFlow(server, await loadFlow(folder, { connections: server.connections() }), folder);
  }

  /** The number that the next case gets. */
  get next(): number {
    return this.cases + 1;
  }

  /** Answers each request with its messages. */
  readonly echo = (response: ServerResponse): void => {
    const message = { role: 'assistant', content: JSON.stringify(this.server.lastBody['messages']) };
    const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ choices: [{ index: 0, finish_reason: 'stop', message }], usage }));
  };

  /** Writes the module of a case and gives the inputs that lead to it. */
  prepare({ code, imports, before }: ToolBody): Record<string, unknown> {
    const text = `${imports}\n\n${before} ask(q, aoai, oai):\n${code.replace(/^/gm, '    ')}\n`;
    writeFileSync(join(this.folder, `case_${++this.cases}.py`), text);
    return { case: this.cases, q: 'hi' };
  }

  run(given: ToolBody, options: RunOptions = {}): Promise<LineResult> {
    return this.flow.run(this.prepare(given), options);
  }

  async close(): Promise<void> {
    await this.flow.close();
    this.server.close();
  }
}

import { chatAnswer, type Answer, type ModelServer } from '../nodes/llm/model-server';
import { runOnce, type Files } from '../flow-folder';

/** A prompt, the node's other fields, and the messages or the error that come of it. */
export interface ChatCase {
  readonly it: string;
  readonly prompt: string;
  readonly q?: unknown;
  readonly connection?: string;
  readonly inputs?: string;
  readonly messages?: readonly object[];
  /** Further fields of the request. */
  readonly body?: object;
  /** Fields that the request must not have. */
  readonly without?: readonly string[];
  readonly fails?: { readonly code: string; readonly message?: string };
  readonly answer?: Answer;
  readonly output?: unknown;
}

function files({ prompt, connection = 'aoai', inputs = '' }: ChatCase): Files {
  const model = connection === 'aoai' ? 'deployment_name: gpt' : 'model: gpt';
  return {
    'flow.dag.yaml': `inputs: {q: {type: object, default: ""}}
outputs: {out: {type: object, reference: "\${ask.output}"}}
nodes:
- name: ask
  type: llm
  provider: Nobody
  source: {type: code, path: ask.jinja2}
  connection: ${connection}
  api: chat
  inputs: {${model}, q: "\${inputs.q}"${inputs === '' ? '' : `, ${inputs}`}}
`,
    'ask.jinja2': prompt,
  };
}

/** Turns a table of prompts into tests against a server that a test file starts. */
export function chatConforms(model: () => ModelServer, section: string, cases: readonly ChatCase[]): void {
  test.each(cases.map((entry) => [entry.it, entry] as const))(`${section} %s`, async (_, entry) => {
    const server = model();
    server.answer(entry.answer ?? chatAnswer('ok'));
    const inputs = entry.q === undefined ? {} : { q: entry.q };
    const result = await runOnce(files(entry), inputs, { connections: server.connections() });
    if (entry.fails !== undefined) {
      expect(result.error).toMatchObject({ code: entry.fails.code, node: 'ask' });
      expect(result.error?.message).toContain(entry.fails.message ?? '');
      return;
    }
    expect(result.error).toBeUndefined();
    if (entry.messages !== undefined) expect(server.lastBody['messages']).toEqual(entry.messages);
    if (entry.body !== undefined) expect(server.lastBody).toMatchObject(entry.body);
    for (const field of entry.without ?? []) expect(server.lastBody).not.toHaveProperty(field);
    expect(result.outputs['out']).toEqual(entry.output === undefined ? 'ok' : entry.output);
  });
}

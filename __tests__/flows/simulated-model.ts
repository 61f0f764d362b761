import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { type ConnectionProvider } from '../../engine/connection';
import { modelService } from '../../sandbox/http/model';
import { root } from './example';

/** The sandbox's model on a port of its own, and the connection `aoai` that leads there. */
export interface SimulatedModel {
  readonly connections: ConnectionProvider;
  close(): Promise<void>;
}

/** Answers by the rules that stand beside an example flow. */
export function simulatedModelOf(flow: string): Promise<SimulatedModel> {
  return serve(join(root, 'flows', flow, 'simulated-model.yaml'));
}

/** A model that answers what the test wants, to see what a flow makes of it. */
export interface ScriptedModel extends SimulatedModel {
  /** Gives this text to every request from now on. */
  answerWith(text: string): void;
}

export async function scriptedModel(): Promise<ScriptedModel> {
  const folder = mkdtempSync(join(tmpdir(), 'llmops-flows-'));
  const rules = join(folder, 'rules.yaml');
  const model = await serve(rules);
  return {
    connections: model.connections,
    answerWith: (text) => writeFileSync(rules, JSON.stringify([{ when: {}, answer: text.replaceAll('$', '$$$$') }])),
    close: async () => {
      await model.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function serve(rules: string): Promise<SimulatedModel> {
  const app = fastify();
  await app.register(modelService, { simulation: [rules] });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    connections: {
      get: (name) =>
        name === 'aoai'
          ? Promise.resolve({
              name,
              type: 'azure_open_ai',
              configs: { api_base: address, api_type: 'azure', api_version: '2024-10-21' },
              secrets: { api_key: 'any' },
            })
          : Promise.reject(new Error(`The example flows use the connection aoai only, not ${name}.`)),
    },
    close: () => app.close(),
  };
}

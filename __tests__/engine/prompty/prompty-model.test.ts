import type { LineResult } from '../../../engine';
import { chatAnswer, failure, ModelServer } from '../nodes/llm/model-server';
import { callPrompty, connected, type PromptySetup } from './call-prompty';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());

const call = (template: string, setup: PromptySetup = {}): Promise<LineResult> => callPrompty(server, template, setup);

describe('the model', () => {
  const azure = (key: string): string =>
    `configuration: {type: azure_openai, azure_endpoint: "${server.url}", azure_deployment: d, api_version: 2024-10-21, api_key: ${key}}`;

  test('is described in the file, with a key from a variable', async () => {
    server.answer(chatAnswer('hi'));
    const environmentVariables = { THE_KEY: 'key-of-variable' };
    await call('user:\nHi\n', { model: azure('"${env:THE_KEY}"'), environmentVariables });
    expect(server.requests[0]).toMatchObject({
      path: '/openai/deployments/d/chat/completions?api-version=2024-10-21',
      headers: { 'api-key': 'key-of-variable' },
    });
  });

  test('is OpenAI', async () => {
    server.answer(chatAnswer('hi'));
    await call('user:\nHi\n', {
      model: `configuration: {type: openai, model: gpt-4o, base_url: "${server.url}/v1", api_key: k}`,
    });
    expect(server.requests[0]).toMatchObject({ path: '/v1/chat/completions', headers: { authorization: 'Bearer k' } });
    expect(server.lastBody['model']).toBe('gpt-4o');
  });

  test('comes from the variables of OpenAI where the file names nothing but it', async () => {
    server.answer(chatAnswer('hi'));
    const environmentVariables = { AZURE_OPENAI_ENDPOINT: server.url, AZURE_OPENAI_API_KEY: 'from-env' };
    await call('user:\nHi\n', {
      model: 'configuration: {type: azure_openai, azure_deployment: d}',
      environmentVariables,
    });
    expect(server.requests[0]?.headers).toMatchObject({ 'api-key': 'from-env' });
  });

  test.each([
    ['a variable that is not set', () => azure('"${env:NO_SUCH}"'), /Environment variable NO_SUCH is not found/],
    ['a connection and fields', () => 'configuration: {connection: aoai, api_key: k}', /at the same time/],
    ['an unknown type', () => 'configuration: {type: bard}', /must be azure_openai or openai/],
    ['no endpoint', () => 'configuration: {type: azure_openai, api_key: k}', /has no azure_endpoint/],
    ['an unknown api', () => `api: images\n${connected}`, /model.api is 'images'/],
    ['a connection that is none of a model', () => 'configuration: {connection: search}', /not supported for LLM/],
  ])('is refused: %s', async (_, model, message) => {
    await expect(call('user:\nHi\n', { model: model() })).rejects.toThrow(message);
  });

  test('is asked again while it is overloaded, and its key is in no message', async () => {
    server.answer(failure(429, {}, { 'retry-after': '0' }), failure(400, { message: 'no azure-key here' }));
    const result = await call('user:\nHi\n');
    expect(server.requests).toHaveLength(2);
    expect(result.error).toMatchObject({ code: 'BadRequestError', node: 'Greeter', fault: 'user' });
    expect(result.error?.message).not.toContain('azure-key');
  });
});

import { ModelServer } from '../nodes/llm/model-server';
import { contextOf, start, textOf, type Packaging } from './packaged';

const prompty = (configuration: string): string =>
  `---
name: Greeter
model: {configuration: ${configuration}, parameters: {user: "\${env:CALLER}"}}
inputs: {q: {type: string}}
---
user:
{{ q }}
`;
const file = 'greet.prompty';
const contextFor = (configuration: string, packaging: Packaging = {}) =>
  contextOf({ [file]: prompty(configuration), 'other.prompty': 'no front matter' }, { file, ...packaging });
const aoai = {
  name: 'aoai',
  type: 'azure_open_ai',
  configs: { api_base: 'https://example.openai.azure.com/' },
  secrets: { api_key: 'the key of the laptop' },
};

test('a prompty is served, with its connection and variables from where it runs', async () => {
  const model = await ModelServer.start();
  try {
    model.answer({ choices: [{ message: { role: 'assistant', content: 'forty-two' }, finish_reason: 'stop' }] });
    const context = await contextFor('{connection: aoai, azure_deployment: gpt}', { connections: [aoai] });
    expect(context.variables).toEqual(['AOAI_API_KEY', 'CALLER']);
    expect(textOf(context, 'Dockerfile')).not.toContain('python3');
    const { url } = await start(context.files, {
      AOAI_API_KEY: 'the key of the server',
      AOAI_API_BASE: model.url,
      CALLER: 'ada',
    });
    const answer = await fetch(`${url}/score`, { method: 'POST', body: '{"q": "?"}' });
    expect(await answer.json()).toBe('forty-two');
    expect(model.requests[0]!.headers['api-key']).toBe('the key of the server');
    expect(model.lastBody).toMatchObject({ user: 'ada', messages: [{ role: 'user', content: '?' }] });
  } finally {
    model.close();
  }
});

test.each([
  ['{type: azure_openai, azure_deployment: gpt}', ['AZURE_OPENAI_API_KEY', 'AZURE_OPENAI_ENDPOINT', 'CALLER']],
  ['{type: openai, model: gpt}', ['CALLER', 'OPENAI_API_KEY']],
  ['{type: openai, model: gpt, api_key: "${env:KEY}"}', ['CALLER', 'KEY']],
])('the variables of a model that is %s are told', async (configuration, variables) => {
  expect((await contextFor(configuration)).variables).toEqual(variables);
});

test('a prompty whose connection is not known is not packaged', async () => {
  await expect(contextFor('{connection: absent, azure_deployment: gpt}')).rejects.toThrow(
    /'Greeter' uses the connection 'absent', which is not defined/,
  );
});

test('nor is one that holds a key', async () => {
  await expect(contextFor('{type: openai, model: gpt, api_key: sk-very-secret}')).rejects.toThrow(
    /greet\.prompty is left out of the package: it holds a key; write \$\{env:NAME\}/,
  );
});

test('nor are variants of one, which it has not', async () => {
  await expect(contextFor('{connection: aoai}', { variants: { a: 'b' } })).rejects.toThrow(/no variants/);
});

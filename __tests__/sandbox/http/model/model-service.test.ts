import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import OpenAI, { AzureOpenAI } from 'openai';
import { modelService, recordAnswer, recordingsOf } from '../../../../sandbox/http/model';

const rules = `
- when: { model: gpt-4o, prompt: "order (\\\\d+) of (?<who>\\\\w+)" }
  answer: "$<who> ordered $1."
- when: { system: "^extract", prompt: 'name: (.*)' }
  json: { name: "$1", tags: [ "$1!", 2, null ], price: "$$5" }
- when: { prompt: "count to ten" }
  answer: "one two three four five six seven eight nine ten"
`;

let directory: string;
let file: string;
let server: FastifyInstance;
let url: string;
let azure: AzureOpenAI;
let openai: OpenAI;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'model-'));
  file = join(directory, 'simulated-model.yaml');
  writeFileSync(file, rules);
  server = fastify();
  await server.register(modelService, { prefix: '/model', simulation: [file] });
  url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/model`;
  azure = new AzureOpenAI({ endpoint: url, apiKey: 'any', apiVersion: '2024-10-21', maxRetries: 0 });
  openai = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 });
});

afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

const say = (content: string, system?: string) => [
  ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
  { role: 'user' as const, content },
];
const ask = (content: string, more: object = {}) =>
  azure.chat.completions.create({
    model: 'gpt-4o',
    messages: say(content),
    ...more,
  } as OpenAI.Chat.ChatCompletionCreateParamsNonStreaming);
const textOf = (answer: OpenAI.Chat.ChatCompletion) => answer.choices[0]!.message.content;

describe('rules', () => {
  test('the first rule that matches answers, with the groups that its pattern found', async () => {
    expect(textOf(await ask('Tell me about ORDER 42 of Ada'))).toBe('Ada ordered 42.');
  });

  test('a rule for one model leaves the others alone', async () => {
    const answer = await openai.chat.completions.create({ model: 'gpt-3', messages: say('order 42 of Ada') });
    expect(textOf(answer)).toMatch(/^Simulated answer/);
  });

  test('a JSON answer stays JSON when the prompt holds quotes', async () => {
    const messages = say('name: "Bob"', 'Extract names');
    const answer = await openai.chat.completions.create({ model: 'm', messages });
    expect(JSON.parse(textOf(answer)!)).toEqual({ name: '"Bob"', tags: ['"Bob"!', 2, null], price: '$5' });
  });

  test('text in an image message is part of the prompt', async () => {
    const content = [{ type: 'text' as const, text: 'count to ten' }];
    const answer = await openai.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] });
    expect(textOf(answer)).toMatch(/^one two/);
  });

  test('are read again after a change', async () => {
    await ask('count to ten');
    writeFileSync(file, '- when: { prompt: count }\n  answer: another answer');
    expect(textOf(await ask('count to ten'))).toBe('another answer');
  });

  test('that are broken give a refusal that clients do not retry, with file and line', async () => {
    writeFileSync(file, '- when: { prompt: "(" }\n  answer: x\n- when: { promt: x }\n  answer: x\n');
    await expect(ask('hi')).rejects.toMatchObject({ status: 400, code: 'simulation_invalid' });
    await expect(ask('hi')).rejects.toThrow(`${file}:1: 0.when.prompt: Invalid regular expression`);
    await expect(ask('hi')).rejects.toThrow(`${file}:3: 1.when: Unrecognized key: "promt"`);
  });

  test('come from several files, in their order', async () => {
    const second = join(directory, 'second.yaml');
    writeFileSync(second, '- when: {}\n  answer: from the second file\n');
    const other = fastify();
    await other.register(modelService, { simulation: [file, second] });
    const baseURL = await other.listen({ host: '127.0.0.1', port: 0 });
    const client = new OpenAI({ baseURL, apiKey: 'any', maxRetries: 0 });
    const send = async (content: string) =>
      textOf(await client.chat.completions.create({ model: 'm', messages: say(content) }));
    expect(await send('count to ten')).toMatch(/^one/);
    expect(await send('hello')).toBe('from the second file');
    await other.close();
  });
});

describe('recorded answers', () => {
  const request = { model: 'gpt-4o', temperature: 0, messages: say('count to ten') };
  const recorded = {
    id: 'chatcmpl-real',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'As recorded' } }],
    usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 },
  };

  test('win over rules for the same request, and are marked', async () => {
    await recordAnswer(recordingsOf(file), request, recorded);
    const answer = await ask('count to ten', { temperature: 0, top_p: null, user: 'someone else' });
    expect(textOf(answer)).toBe('As recorded');
    expect(answer).toMatchObject({ id: 'chatcmpl-real', simulated: true, usage: { total_tokens: 11 } });
    expect(textOf(await ask('count to ten', { temperature: 1 }))).toMatch(/^one/);
  });

  test('are replayed as a stream', async () => {
    await recordAnswer(recordingsOf(file), request, recorded);
    const stream = await azure.chat.completions.create({ ...request, stream: true });
    let text = '';
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? '';
    expect(text).toBe('As recorded');
  });

  test('the later recording of a request wins, also after a recorder left a line without its end', async () => {
    const line = JSON.stringify({ request, answer: recorded });
    writeFileSync(recordingsOf(file), line);
    await recordAnswer(recordingsOf(file), request, { choices: [{ message: { content: 'Newer' } }] });
    expect(textOf(await ask('count to ten', { temperature: 0 }))).toBe('Newer');
  });

  test('a broken line is named', async () => {
    writeFileSync(recordingsOf(file), `${JSON.stringify({ request, answer: recorded })}\n{"request": {}}\n`);
    await expect(ask('hi')).rejects.toThrow(`${recordingsOf(file)}:2: is not a recorded answer`);
  });

  test('an answer without choices is not recorded', async () => {
    await expect(recordAnswer(recordingsOf(file), request, { error: 'no' } as never)).rejects.toThrow('choices');
  });
});

describe('answers', () => {
  test('say that they are simulated', async () => {
    const { data, response } = await openai.chat.completions
      .create({ model: 'gpt-4o', messages: say('count to ten') })
      .withResponse();
    expect(data).toMatchObject({ simulated: true, system_fingerprint: 'sandbox-simulated', model: 'gpt-4o' });
    expect(response.headers.get('x-ms-simulated')).toBe('true');
  });

  test('are the same for the same prompt where nothing is set up, and others for other prompts', async () => {
    const first = textOf(await ask('hello'));
    expect(textOf(await ask('hello'))).toBe(first);
    expect(textOf(await ask('hello!'))).not.toBe(first);
    expect(first).toContain(file);
  });

  test('are JSON where the request asks for JSON', async () => {
    const answer = await ask('hello', { response_format: { type: 'json_object' } });
    expect(JSON.parse(textOf(answer)!)).toMatchObject({ simulated: true });
  });

  test('end at a stop word and at the token limit', async () => {
    const stopped = await ask('count to ten', { stop: ['nine', ' four'] });
    expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'one two three' } });
    const cut = await ask('count to ten', { max_tokens: 2 });
    expect(cut.choices[0]).toMatchObject({ finish_reason: 'length', message: { content: 'one two' } });
    expect(cut.usage!.completion_tokens).toBe(2);
  });

  test('count tokens that grow with the prompt, and add up', async () => {
    const short = (await ask('count to ten')).usage!;
    const long = (await ask(`count to ten${' and more'.repeat(100)}`)).usage!;
    expect(long.prompt_tokens).toBeGreaterThan(short.prompt_tokens + 100);
    expect(long.total_tokens).toBe(long.prompt_tokens + long.completion_tokens);
  });

  test('come as often as n says', async () => {
    expect((await ask('count to ten', { n: 3 })).choices.map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  test('stream in pieces, with usage at the end where it is asked for', async () => {
    const chunks = [];
    const stream = await azure.chat.completions.create({
      model: 'gpt-4o',
      messages: say('count to ten'),
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) chunks.push(chunk);
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
    expect(text).toBe('one two three four five six seven eight nine ten');
    expect(chunks.length).toBeGreaterThan(10);
    expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 10 }, simulated: true });
  });

  test('completions work by both addresses, whole and streamed', async () => {
    for (const client of [azure, openai]) {
      const whole = await client.completions.create({ model: 'm', prompt: 'count to ten', max_tokens: 3 });
      expect(whole.choices[0]).toMatchObject({ text: 'one two three', finish_reason: 'length' });
      let text = '';
      const stream = await client.completions.create({ model: 'm', prompt: 'count to ten', stream: true });
      for await (const { choices } of stream) text += choices[0]?.text ?? '';
      expect(text).toBe('one two three four five six seven eight nine ten');
    }
  });
});

describe('requests that OpenAI would refuse', () => {
  test('without a credential', async () => {
    const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST' });
    expect(response.status).toBe(401);
  });

  test('without messages, with a wrong type, without a model', async () => {
    await expect(ask('', { messages: [] })).rejects.toMatchObject({ status: 400, param: 'messages' });
    await expect(ask('', { messages: [{ role: 'user', content: 3 }] })).rejects.toThrow("'messages.0.content'");
    await expect(openai.chat.completions.create({ messages: say('x') } as never)).rejects.toThrow('model parameter');
  });

  test('of APIs that the sandbox does not have', async () => {
    await expect(openai.embeddings.create({ model: 'm', input: 'x' })).rejects.toMatchObject({ status: 404 });
    await expect(openai.embeddings.create({ model: 'm', input: 'x' })).rejects.toThrow('It has POST chat/completions');
  });

  test('that are not JSON', async () => {
    const headers = { 'api-key': 'any', 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/completions`, { method: 'POST', headers, body: '{' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });
});

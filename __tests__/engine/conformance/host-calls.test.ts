import type { FlowEvent, LineResult, RunOptions } from '../../../engine';
import { chatAnswer, failure, type ModelServer } from '../nodes/llm/model-server';
import { body, CallingFlow, type ToolBody } from './calling-flow';

let calling: CallingFlow;
let server: ModelServer;
beforeAll(async () => {
  calling = await CallingFlow.open();
  ({ server } = calling);
});
afterAll(() => calling.close());

const run = (given: ToolBody, options: RunOptions = {}): Promise<LineResult> => calling.run(given, options);

describe('promptflow.tools.common', () => {
  test('parse_chat reads names, answers of tools and calls as LLM nodes do', async () => {
    const prompt =
      "user:\\nname:\\nAda\\ncontent:\\nHi\\nassistant:\\ntool_calls:\\n[{'id': 'c1'}]\\ntool:\\ntool_call_id:\\nc1\\ncontent:\\n3\\n";
    const result = await run(body(`return parse_chat("${prompt}")`, 'from promptflow.tools.common import parse_chat'));
    expect(result.outputs['out']).toEqual([
      { role: 'user', name: 'Ada', content: 'Hi' },
      { role: 'assistant', tool_calls: [{ id: 'c1' }] },
      { role: 'tool', tool_call_id: 'c1', content: '3' },
    ]);
  });

  test.each([
    ['abc', 'ChatAPIInvalidRole'],
    ['function:\\nx', 'ChatAPIFunctionRoleInvalidFormat'],
    ['tool:\\nx', 'ChatAPIToolRoleInvalidFormat'],
  ])('parse_chat refuses %j', async (prompt, code) => {
    const result = await run(body(`return parse_chat("${prompt}")`, 'from promptflow.tools.common import parse_chat'));
    expect(result.error).toMatchObject({ code, node: 'ask' });
  });
});

describe('promptflow.tools.aoai and .openai', () => {
  test('chat over Azure OpenAI, with the tokens in those of the line', async () => {
    server.answer(chatAnswer('hello'));
    const code =
      'return chat(aoai, "system:\\n{{who}}\\nuser:\\n{{q}}\\n", "gpt", temperature="0.5", who="Be brief.", q=q)';
    const result = await run(body(code, 'from promptflow.tools.aoai import chat'));
    expect(result).toMatchObject({ status: 'Completed', outputs: { out: 'hello' }, tokens: { total: 10 } });
    expect(server.requests[0]).toMatchObject({
      path: '/openai/deployments/gpt/chat/completions?api-version=2024-06-01',
      headers: { 'api-key': 'azure-key' },
    });
    expect(server.lastBody).toEqual({
      model: 'gpt',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hi' },
      ],
      // As the tool gave it: only literals of flow.dag.yaml are converted.
      temperature: '0.5',
      top_p: 1,
      n: 1,
      stream: false,
    });
  });

  test('completion over OpenAI, by the class', async () => {
    server.answer({ choices: [{ index: 0, text: ' there', finish_reason: 'stop' }] });
    const code = 'return OpenAI(oai).completion("say {{q}}", model="m", max_tokens=5, q=q)';
    const result = await run(body(code, 'from promptflow.tools.openai import OpenAI'));
    expect(result.outputs).toEqual({ out: ' there' });
    expect(server.lastBody).toMatchObject({ model: 'm', prompt: 'say hi', max_tokens: 5 });
  });

  test('a streamed answer is a generator', async () => {
    const chunk = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
    server.answer((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`${chunk('Hel')}${chunk('lo')}data: [DONE]\n\n`);
    });
    const code = 'return list(chat(aoai, "user:\\nx\\n", "gpt", stream=True))';
    expect((await run(body(code, 'from promptflow.tools.aoai import chat'))).outputs).toEqual({ out: ['Hel', 'lo'] });
  });

  test('a refused request is an exception of the name that it has, and the retries are the node’s', async () => {
    server.answer(failure(429, {}, { 'retry-after': '0' }), failure(400));
    const events: FlowEvent[] = [];
    const code = 'chat(aoai, "user:\\nx\\n", "gpt")';
    const result = await run(body(code, 'from promptflow.tools.aoai import chat'), {
      onEvent: (event) => events.push(event),
    });
    expect(result.error).toMatchObject({
      code: 'BadRequestError',
      node: 'ask',
      message: expect.stringContaining('OpenAI API hits BadRequestError'),
    });
    expect(events).toContainEqual(expect.objectContaining({ type: 'retry', node: 'ask', attempt: 1 }));
  });
});

describe('Prompty', () => {
  test('is a function', async () => {
    server.answer(calling.echo);
    const result = await run(
      body('return Prompty.load("greeter.prompty")(q=q)', 'from promptflow.core import Prompty'),
    );
    expect(result).toMatchObject({ outputs: { out: '[{"role":"user","content":"hi"}]' }, tokens: { total: 10 } });
  });

  test('takes another model, with a connection that only the tool has', async () => {
    server.answer(calling.echo);
    const imports = 'from promptflow.core import Prompty, OpenAIModelConfiguration';
    const code = `configuration = OpenAIModelConfiguration(model="other", base_url="${server.url}/v1", api_key="own-secret-key")
model = {"configuration": configuration, "parameters": {"temperature": 0.5}}
return Prompty.load("greeter.prompty", model=model)(q=q)`;
    expect((await run(body(code, imports))).status).toBe('Completed');
    expect(server.requests[0]).toMatchObject({ path: '/v1/chat/completions' });
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer own-secret-key' });
    expect(server.lastBody).toMatchObject({ model: 'other', temperature: 0.5 });
  });

  test.each([
    ['its sample', 'Prompty.load("greeter.prompty", sample={"q": "sampled"})()', 'sampled'],
    ['its inputs', 'Prompty.load("greeter.prompty", inputs={"q": {"default": "preset"}})(other=1)', 'preset'],
  ])('takes %s of a call', async (_, code, content) => {
    server.answer(calling.echo);
    const result = await run(body(`return ${code}`, 'from promptflow.core import Prompty'));
    expect(result.outputs).toEqual({ out: JSON.stringify([{ role: 'user', content }]) });
  });

  test('takes outputs, to which an answer in JSON is reduced', async () => {
    server.answer(chatAnswer('{"a": 1, "b": 2}'));
    const code = `model = {"parameters": {"response_format": {"type": "json_object"}}}
return Prompty.load("greeter.prompty", model=model, outputs={"b": {"type": "int"}})(q=q)`;
    expect((await run(body(code, 'from promptflow.core import Prompty'))).outputs).toEqual({ out: { b: 2 } });
  });

  test('shows and counts what it would send, and asks nobody', async () => {
    const before = server.requests.length;
    const code = `prompty = Prompty.load("greeter.prompty", model={"parameters": {"max_tokens": 64}})
return [prompty.render(q="user:\\nx"), prompty.estimate_token_count(q=q) > 64]`;
    const { outputs } = await run(body(code, 'from promptflow.core import Prompty'));
    expect(outputs).toEqual({ out: ["[{'role': 'user', 'content': 'user:\\nx'}]", true] });
    expect(server.requests).toHaveLength(before);
  });

  test.each([
    ['Prompty.load("greeter.prompty").render("x")', 'UserError', 'rendered with keyword arguments'],
    ['Prompty.load("greeter.prompty").render()', 'MissingRequiredInputError', "Missing required inputs: ['q']"],
    [
      'Prompty.load("greeter.prompty", model={"parameters": {"max_tokens": "x"}}).estimate_token_count(q=q)',
      'UserError',
      'Max_token needs to be integer',
    ],
    ['Prompty.load("greeter.prompty", sample="file:none.json")()', 'InvalidSampleError', 'Cannot find sample file'],
    ['Prompty.load("greeter.prompty", sample="a.jsonl")()', 'InvalidSampleError', 'Only dict and json file'],
  ])('%s is refused', async (code, errorCode, message) => {
    const result = await run(body(`return ${code}`, 'from promptflow.core import Prompty'));
    expect(result.error).toMatchObject({ code: errorCode, message: expect.stringContaining(message) });
  });

  test('a whole answer is read as that of OpenAI’s client', async () => {
    const message = { role: 'assistant', content: 'hello' };
    server.answer({ object: 'chat.completion', choices: [{ index: 0, finish_reason: 'stop', message }] });
    const code = `answer = Prompty.load("greeter.prompty", model={"response": "all"})(q=q)
message = answer.choices[0].message
return [message.content, message.tool_calls, answer.model_dump()["choices"][0]["message"]["content"]]`;
    const result = await run(body(code, 'from promptflow.core import Prompty'));
    expect(result.outputs).toEqual({ out: ['hello', null, 'hello'] });
  });

  test('AsyncPrompty streams to async for', async () => {
    const chunk = (delta: object): string => `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`;
    server.answer((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`${chunk({ content: 'Hel' })}${chunk({ content: 'lo' })}${chunk({})}data: [DONE]\n\n`);
    });
    const code = `prompty = AsyncPrompty.load("greeter.prompty", model={"parameters": {"stream": True}})
return [piece async for piece in await prompty(q=q)]`;
    const flow = body(
      `import asyncio\nasync def ask():\n${code.replace(/^/gm, '    ')}\nreturn asyncio.run(ask())`,
      'from promptflow.core import AsyncPrompty',
    );
    expect((await run(flow)).outputs).toEqual({ out: ['Hel', 'lo'] });
  });

  test('reads the variables of the tool’s process', async () => {
    server.answer(calling.echo);
    const code = `import os
os.environ["KEY_OF_TOOL"] = "set-by-tool"
model = {"configuration": AzureOpenAIModelConfiguration("d", azure_endpoint="${server.url}", api_key="\${env:KEY_OF_TOOL}")}
return Prompty.load("greeter.prompty", model=model)(q=q)`;
    await run(body(code, 'from promptflow.core import Prompty, AzureOpenAIModelConfiguration'));
    expect(server.requests[0]?.headers).toMatchObject({ 'api-key': 'set-by-tool' });
  });

  test('is awaited by async tools, several at once', async () => {
    server.answer(calling.echo);
    const code = `prompty = AsyncPrompty.load("greeter.prompty")
answers = await asyncio.gather(*[prompty(q=str(i)) for i in range(5)])
return [json.loads(a)[0]["content"] for a in answers]`;
    const result = await run(body(code, 'import asyncio, json\nfrom promptflow.core import AsyncPrompty', 'async def'));
    expect(result).toMatchObject({ tokens: { total: 50 } });
    expect(server.requests).toHaveLength(5);
  });

  test('says what it is not given, and what the engine cannot pass', async () => {
    const imports = 'from promptflow.core import Prompty';
    const missing = await run(body('Prompty.load("greeter.prompty")()', imports));
    expect(missing.error).toMatchObject({
      code: 'MissingRequiredInputError',
      message: expect.stringContaining("Missing required inputs: ['q']"),
    });
    const object = await run(body('Prompty.load("greeter.prompty")(q=object())', imports));
    expect(object.error?.message).toContain('takes texts, numbers, lists, dicts and images only');
    const none = await run(body('Prompty.load("other.prompty")', imports));
    expect(none.error?.message).toMatch(/Source .*other.prompty does not exist/);
  });
});

describe('flows from flows', () => {
  test.each([
    ['Flow', 'from promptflow.core import Flow', 'return Flow.load("inner")(n=4)', 'def'],
    ['AsyncFlow', 'from promptflow.core import AsyncFlow', 'return await AsyncFlow.load("inner")(n=4)', 'async def'],
    ['load_flow', 'from promptflow.client import load_flow', 'return load_flow("inner/flow.dag.yaml")(n=4)', 'def'],
    ['PFClient', 'from promptflow import PFClient', 'return PFClient().test("inner", inputs={"n": 4})', 'def'],
  ])('%s runs a flow', async (_, imports, code, before) => {
    expect((await run(body(code, imports, before))).outputs).toEqual({ out: { twice: 8 } });
  });

  test('a flow that fails is an exception', async () => {
    const result = await run(body('Flow.load("inner")(n="x")', 'from promptflow.core import Flow'));
    expect(result.error).toMatchObject({ code: 'InputTypeError', node: 'ask' });
  });

  test('a flow that calls itself is stopped', async () => {
    const code = `return Flow.load(".")(case=${calling.next}, q=q)`;
    const result = await run(body(code, 'from promptflow.core import Flow'));
    expect(result.error?.message).toContain('4 times over');
  });
});

test('PFClient gives connections, and names what it cannot do', async () => {
  const imports = 'from promptflow.client import PFClient';
  const code = 'c = PFClient().connections.get("aoai")\nreturn [type(c).__name__, c.api_key == "azure-key"]';
  expect((await run(body(code, imports))).outputs).toEqual({ out: ['AzureOpenAIConnection', true] });
  const unsupported = await run(body('PFClient().runs.archive("a")', imports));
  expect(unsupported.error?.message).toContain('PFClient().runs.archive is not part of this engine');
});

test('PFClient runs a batch from a tool, whose tokens are the line’s', async () => {
  server.answer(calling.echo);
  const code = `open("d.jsonl", "w").write('{"q": "a"}\\n{"q": "b"}\\n')
run = PFClient().run("greeter.prompty", data="d.jsonl", column_mapping={"q": "\${data.q}"}, name="from-a-tool")
return [run.status, len(open(run.output_path / "outputs.jsonl").readlines())]`;
  const result = await run(body(code, 'from promptflow.client import PFClient'));
  expect(result).toMatchObject({ outputs: { out: ['Completed', 2] }, tokens: { total: 20 } });
});

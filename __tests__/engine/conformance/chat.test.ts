import { ModelServer, chatAnswer, failure, type Answer } from '../nodes/llm/model-server';
import { chatConforms, type ChatCase } from './chat-case';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());

const conforms = (section: string, cases: readonly ChatCase[]): void => chatConforms(() => server, section, cases);

describe('an input named prompt', () => {
  const ignored = 'user:\nthe file says {{ q }}\n';
  conforms('4.1', [
    {
      it: 'takes the place of the template, and is rendered as one',
      prompt: ignored,
      q: 'hi',
      inputs: `prompt: "system:\\n{{ who }}\\nuser:\\n{{ q }}\\n", who: Ann`,
      messages: [
        { role: 'system', content: 'Ann' },
        { role: 'user', content: 'hi' },
      ],
    },
    {
      it: 'may come by reference, and its roles count although a user wrote them',
      prompt: ignored,
      q: 'user:\nfrom outside\n',
      inputs: 'prompt: "${inputs.q}"',
      messages: [{ role: 'user', content: 'from outside' }],
    },
    {
      it: 'fails when it is no template',
      prompt: ignored,
      inputs: 'prompt: "user:\\n{% if %}"',
      fails: { code: 'JinjaTemplateError', message: 'Failed to render jinja template: TemplateSyntaxError: ' },
    },
    {
      it: 'does without when it is empty',
      prompt: ignored,
      q: 'A',
      inputs: 'prompt: ""',
      messages: [{ role: 'user', content: 'the file says A' }],
    },
  ]);
});

describe('parameters of a chat request', () => {
  const prompt = 'user:\nA\n';
  const tools = `tools: '[{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}]'`;
  const functions = `functions: '[{"name": "f", "parameters": {"type": "object", "properties": {}}}]'`;
  const message = {
    role: 'assistant',
    content: 'ok',
    refusal: null,
    annotations: null,
    audio: null,
    function_call: null,
    tool_calls: null,
  };
  conforms('4.3', [
    { it: 'max_tokens of 0 is sent', prompt, inputs: 'max_tokens: 0', body: { max_tokens: 0 } },
    {
      it: 'a null that came by reference is sent',
      prompt,
      q: null,
      inputs: 'temperature: "${inputs.q}", n: "${inputs.q}"',
      body: { temperature: null, n: null, top_p: 1 },
    },
    { it: 'an empty list of stops is not', prompt, inputs: 'stop: "[]"', without: ['stop'] },
    {
      it: 'response_format is sent as an object',
      prompt,
      inputs: `response_format: '{"type": "json_object"}'`,
      body: { response_format: { type: 'json_object' } },
    },
    { it: 'n is sent to Azure', prompt, inputs: 'n: "2"', body: { n: 2 } },
    { it: 'n is not sent to OpenAI', prompt, connection: 'openai', inputs: 'n: 2', without: ['n'] },
    {
      it: 'a temperature by reference is not converted',
      prompt,
      q: 'warm',
      inputs: 'temperature: "${inputs.q}"',
      body: { temperature: 'warm' },
    },
    {
      it: 'tool_choice is null for OpenAI when it is not given',
      prompt,
      connection: 'openai',
      inputs: tools,
      body: { tool_choice: null },
      output: message,
    },
    {
      it: 'tools beat functions',
      prompt,
      inputs: `${tools}, ${functions}`,
      body: { tool_choice: 'auto' },
      without: ['functions', 'function_call'],
      output: message,
    },
    {
      it: 'functions are chosen automatically',
      prompt,
      inputs: functions,
      body: { function_call: 'auto' },
      output: message,
    },
    {
      it: 'a choice of one function is sent',
      prompt,
      inputs: `${functions}, function_call: '{"name": "f"}'`,
      body: { function_call: { name: 'f' } },
      output: message,
    },
    {
      it: 'a choice of function that is unknown is refused',
      prompt,
      inputs: `${functions}, function_call: always`,
      fails: { code: 'ChatAPIInvalidFunctions' },
    },
    { it: 'an empty list of tools counts as none', prompt, inputs: 'tools: "[]"', without: ['tools', 'tool_choice'] },
  ]);
});

describe('results of a chat request', () => {
  conforms('4.4', [
    { it: 'no content is null', prompt: 'user:\nA\n', answer: chatAnswer(null), output: null },
    {
      it: 'the first of several choices counts',
      prompt: 'user:\nA\n',
      inputs: 'n: 2',
      answer: twoChoices(),
      output: 'first',
    },
    {
      it: 'no choice fails the run',
      prompt: 'user:\nA\n',
      answer: { choices: [] },
      fails: { code: 'LLMError', message: 'OpenAI API hits exception: IndexError' },
    },
  ]);
});

describe('errors of a chat request', () => {
  const prompt = 'user:\nA\n';
  const final = (status: number, code: string): ChatCase => ({
    it: `${status} is ${code}, at once`,
    prompt,
    answer: failure(status, { message: 'no' }),
    fails: { code, message: `OpenAI API hits ${code}: ` },
  });
  conforms('4.5', [
    final(400, 'BadRequestError'),
    final(401, 'AuthenticationError'),
    final(403, 'PermissionDeniedError'),
    final(404, 'NotFoundError'),
    final(409, 'ConflictError'),
    {
      it: 'a quota that is used up is final',
      prompt,
      answer: failure(429, { type: 'insufficient_quota' }),
      fails: { code: 'RateLimitError', message: 'OpenAI API hits RateLimitError: ' },
    },
    final(408, 'APIStatusError'),
    {
      it: 'all that the service says is told, whatever its form',
      prompt,
      answer: rawFailure(401, '{"statusCode": 401, "message": "Wrong key."}'),
      fails: { code: 'AuthenticationError', message: "Error code: 401 - {'statusCode': 401, 'message': 'Wrong key.'}" },
    },
    {
      it: 'a refusal that is no JSON is told as it is',
      prompt,
      answer: rawFailure(404, 'nothing here'),
      fails: { code: 'NotFoundError', message: 'OpenAI API hits NotFoundError: nothing here [' },
    },
  ]);
});

function rawFailure(status: number, body: string): Answer {
  return (response) => void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function twoChoices(): Answer {
  const choice = (index: number, content: string): object => ({
    index,
    finish_reason: 'stop',
    message: { role: 'assistant', content },
  });
  return { choices: [choice(0, 'first'), choice(1, 'second')] };
}

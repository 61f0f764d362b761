import { askOf } from './ask';
import { ModelServer, type Answer } from './model-server';

let server: ModelServer;
beforeAll(async () => {
  server = await ModelServer.start();
});
afterAll(() => server.close());

const refusal =
  (status: number, message: string): Answer =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(message === '' ? '' : JSON.stringify({ error: { message } }));

test.each([
  [401, '', 'OpenAI API hits AuthenticationError: The api key is invalid or revoked'],
  [400, 'Unrecognized request argument supplied: functions', 'does not support the `functions` parameter'],
  [400, 'The completion operation does not work with the specified model, gpt-4.', "Set the node's api to chat"],
  [400, 'logprobs, best_of and echo parameters are not available on gpt-4.', "Set the node's api to chat"],
  [400, 'Invalid content type. image_url is only supported by certain models.', 'does not support images'],
  [
    400,
    "Invalid parameter: 'response_format' of type 'json_object' is not supported with this model.",
    'needs to be a dictionary',
  ],
  [
    400,
    "Additional properties are not allowed ('response_format' was unexpected) - 'response_format'",
    'needs to be a dictionary',
  ],
  [401, 'Principal does not have access to API/Operation.', 'Assign it the role'],
  [
    400,
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message",
    'with the same ids. Original error: Error code: 400',
  ],
])('a service that answers %i "%s" leads to advice', async (status, message, advice) => {
  server.answer(refusal(status, message));
  const result = await askOf(server, 'user:\nHello\n');
  expect(result.error?.message).toContain(advice);
  expect(result.error?.message).not.toContain('[Error reference: ');
  expect(server.requests).toHaveLength(1);
});

test('what is not known is shown as the service says it, with where to read more', async () => {
  server.answer(refusal(400, 'Something else is wrong.'));
  const result = await askOf(server, 'user:\nHello\n');
  expect(result.error?.message).toBe(
    "OpenAI API hits BadRequestError: Error code: 400 - {'error': {'message': 'Something else is wrong.'}} [Error reference: https://platform.openai.com/docs/guides/error-codes/api-errors]",
  );
});

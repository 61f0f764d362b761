import { type AnswerChoice, type ModelAnswer } from './answer';
import { type ModelRequest } from './request';
import { textPieces } from './text-pieces';

/** Server-sent events that give an answer piece by piece, as OpenAI does for `stream: true`. */
export function* eventsOf(answer: ModelAnswer, request: ModelRequest): Generator<string> {
  const { choices, usage, object, ...head } = answer;
  const frame = { ...head, object: request.api === 'chat' ? 'chat.completion.chunk' : object };
  for (const choice of choices) {
    const index = choice.index ?? 0;
    for (const piece of request.api === 'chat' ? chatPieces(choice) : completionPieces(choice)) {
      yield event({ ...frame, choices: [{ index, logprobs: null, finish_reason: null, ...piece }] });
    }
  }
  if (request.streamUsage) yield event({ ...frame, choices: [], usage });
  yield 'data: [DONE]\n\n';
}

function* chatPieces({ message, finish_reason: finish }: AnswerChoice): Generator<Record<string, unknown>> {
  const { content, role, ...rest } = message ?? {};
  yield { delta: { role: role ?? 'assistant', content: '', ...numberedToolCalls(rest) } };
  for (const piece of textPieces(content ?? '')) yield { delta: { content: piece } };
  yield { delta: {}, finish_reason: finish ?? 'stop' };
}

function* completionPieces({ text, finish_reason: finish }: AnswerChoice): Generator<Record<string, unknown>> {
  for (const piece of textPieces(text ?? '')) yield { text: piece };
  yield { text: '', finish_reason: finish ?? 'stop' };
}

/** In a stream each tool call says its place in the list, so that its pieces can be put together. */
function numberedToolCalls(message: Record<string, unknown>): Record<string, unknown> {
  const calls = message.tool_calls;
  if (!Array.isArray(calls)) return message;
  return { ...message, tool_calls: calls.map((call: object, index) => ({ index, ...call })) };
}

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;

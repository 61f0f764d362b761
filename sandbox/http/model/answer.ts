import { createHash } from 'node:crypto';
import { type RecordedAnswer, hashRequest } from './recordings';
import { type ModelRequest } from './request';
import { textPieces } from './text-pieces';

/** One choice of an answer: for chat a `message`, for completions a `text`. */
export type AnswerChoice = RecordedAnswer['choices'][number];

/** The body of an answer, in OpenAI's shape. Marked, so that nobody takes it for a model's. */
export interface ModelAnswer {
  readonly id: string;
  readonly object: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint: 'sandbox-simulated';
  readonly simulated: true;
  readonly choices: readonly AnswerChoice[];
  readonly usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

const mark = { system_fingerprint: 'sandbox-simulated', simulated: true } as const;

/** Dresses a text as the API's answer, cut at stop words and at the token limit as a model's would be. */
export function answerWithText(request: ModelRequest, text: string): ModelAnswer {
  const pieces = textPieces(cutAtStop(text, request.stop));
  const kept = pieces.slice(0, request.maxTokens);
  const finish = kept.length < pieces.length ? 'length' : 'stop';
  return {
    ...frame(request),
    ...mark,
    choices: Array.from({ length: request.choices }, (_, index) => choice(request.api, index, kept.join(''), finish)),
    usage: usageOf(request, kept.length * request.choices),
  };
}

/** Gives a recorded answer again, with its own text, usage and finish reason, under the sandbox's mark. */
export function answerAgain(request: ModelRequest, recorded: RecordedAnswer): ModelAnswer {
  const texts = recorded.choices.map(({ message, text }) => message?.content ?? text ?? '');
  const usage = usageOf(request, textPieces(texts.join('')).length);
  return { ...frame(request), usage, ...recorded, ...mark };
}

function frame(request: ModelRequest) {
  const hash = hashRequest({ ...request.body, model: request.model }).slice(0, 24);
  return request.api === 'chat'
    ? { id: `chatcmpl-${hash}`, object: 'chat.completion', created: now(), model: request.model }
    : { id: `cmpl-${hash}`, object: 'text_completion', created: now(), model: request.model };
}

/** Says that nothing was set up for the prompt; the same text for the same prompt. JSON where the request asks for it. */
export function unpreparedText(request: ModelRequest, files: readonly string[]): string {
  const digest = createHash('sha256').update(request.prompt).digest('hex').slice(0, 8);
  const looked =
    files.length === 0 ? 'the sandbox was given no files of rules' : `no rule in ${files.join(', ')} matches`;
  const text = `Simulated answer ${digest} to a prompt of ${request.prompt.length} characters (${looked}).`;
  return request.wantsJson ? JSON.stringify({ simulated: true, answer: text }) : text;
}

function choice(api: ModelRequest['api'], index: number, text: string, finish: string): AnswerChoice {
  const end = { index, logprobs: null, finish_reason: finish };
  return api === 'chat' ? { ...end, message: { role: 'assistant', content: text, refusal: null } } : { ...end, text };
}

function cutAtStop(text: string, stop: readonly string[]): string {
  const ends = stop.map((word) => text.indexOf(word)).filter((position) => position >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}

/** Chat models spend about three tokens on the frame of each message, and three on the answer's. */
function usageOf(request: ModelRequest, completion: number) {
  const frames = request.api === 'chat' ? 3 * request.messageCount + 3 : 0;
  const prompt = textPieces(request.prompt).length + frames;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

const now = () => Math.floor(Date.now() / 1000);

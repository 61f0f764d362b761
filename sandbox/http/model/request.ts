import { z } from 'zod';

/** A chat or completion request, reduced to what decides the simulated answer and its shape. */
export interface ModelRequest {
  readonly api: 'chat' | 'completion';
  /** The deployment in the path (Azure OpenAI) or the body's model (OpenAI). */
  readonly model: string;
  /** Texts of all messages in their order, joined by line breaks. */
  readonly prompt: string;
  /** Texts of the system and developer messages alone. */
  readonly system: string;
  readonly messageCount: number;
  readonly wantsJson: boolean;
  readonly choices: number;
  readonly stop: readonly string[];
  readonly maxTokens: number;
  readonly stream: boolean;
  readonly streamUsage: boolean;
  /** The request as it was sent, by which a recorded answer is found. */
  readonly body: Readonly<Record<string, unknown>>;
}

const content = z.union([
  z.string(),
  z.null(),
  z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
]);

const shared = {
  model: z.string().optional(),
  n: z.int().min(1).max(128).nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  max_tokens: z.int().min(0).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
};

const chatSchema = z.looseObject({
  ...shared,
  messages: z.array(z.looseObject({ role: z.string(), content: content.optional() })).min(1),
  max_completion_tokens: z.int().min(0).nullish(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
});

const completionSchema = z.looseObject({ ...shared, prompt: z.union([z.string(), z.array(z.string())]) });

/** A request that OpenAI would refuse with status 400. */
export class BadRequest extends Error {
  constructor(
    message: string,
    readonly param?: string,
  ) {
    super(message);
    this.name = 'BadRequest';
  }
}

/** Reads the body of a chat request; throws BadRequest where OpenAI would. */
export function readChatRequest(body: unknown, deployment?: string): ModelRequest {
  const chat = parse(chatSchema, body);
  const texts = chat.messages.map((message) => ({ role: message.role, text: textOf(message.content) }));
  const instructions = texts.filter(({ role }) => role === 'system' || role === 'developer');
  return {
    ...common(chat, deployment),
    api: 'chat',
    prompt: texts.map(({ text }) => text).join('\n'),
    system: instructions.map(({ text }) => text).join('\n'),
    messageCount: texts.length,
    wantsJson: chat.response_format?.type.startsWith('json') ?? false,
    maxTokens: chat.max_completion_tokens ?? chat.max_tokens ?? Infinity,
  };
}

/** Reads the body of a completion request; throws BadRequest where OpenAI would. */
export function readCompletionRequest(body: unknown, deployment?: string): ModelRequest {
  const completion = parse(completionSchema, body);
  return {
    ...common(completion, deployment),
    api: 'completion',
    prompt: [completion.prompt].flat().join('\n'),
    system: '',
    messageCount: 0,
    wantsJson: false,
    maxTokens: completion.max_tokens ?? 16,
  };
}

function common(body: z.infer<z.ZodObject<typeof shared>>, deployment: string | undefined) {
  const model = deployment ?? body.model;
  if (!model) throw new BadRequest('You must provide a model parameter.', 'model');
  return {
    model,
    choices: body.n ?? 1,
    stop: [body.stop ?? []].flat(),
    stream: body.stream ?? false,
    streamUsage: body.stream_options?.include_usage ?? false,
    body,
  };
}

function textOf(value: z.infer<typeof content> | undefined): string {
  if (typeof value === 'string') return value;
  return (value ?? []).map((part) => part.text ?? '').join('\n');
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = issue?.path.join('.') ?? '';
  throw new BadRequest(`Invalid value for '${param || 'body'}': ${issue?.message ?? 'is not an object'}.`, param);
}

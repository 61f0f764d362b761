import type { ModelAnswer, TokenUsage } from '../event';
import type { Attributes } from './span';

/** What a span says of a model's answer, by OpenTelemetry's names for generative AI and by prompt flow's. */
export function modelAttributes(answer: ModelAnswer): Attributes {
  return {
    function: `${answer.provider}.${answer.api}`,
    'gen_ai.operation.name': answer.api === 'chat' ? 'chat' : 'text_completion',
    'gen_ai.provider.name': answer.provider === 'AzureOpenAI' ? 'azure.ai.openai' : 'openai',
    'gen_ai.request.model': answer.model,
    ...(answer.answeredBy === undefined ? {} : { 'gen_ai.response.model': answer.answeredBy }),
    ...(answer.finishReason === undefined ? {} : { 'gen_ai.response.finish_reasons': [answer.finishReason] }),
    'llm.response.model': answer.answeredBy ?? answer.model,
    ...usage(answer.tokens),
    'llmops.model.duration_ms': answer.durationMs,
  };
}

/** A streamed answer does not tell what it charged, which is not the same as nothing. */
function usage(tokens: TokenUsage): Attributes {
  if (tokens.total === 0) return {};
  return {
    'gen_ai.usage.input_tokens': tokens.prompt,
    'gen_ai.usage.output_tokens': tokens.completion,
    'llm.usage.prompt_tokens': tokens.prompt,
    'llm.usage.completion_tokens': tokens.completion,
    'llm.usage.total_tokens': tokens.total,
    ...tokenCounts(tokens),
  };
}

/** Tokens of a span and of all below it. */
export function tokenCounts({ prompt, completion, total }: TokenUsage): Attributes {
  return {
    '__computed__.cumulative_token_count.prompt': prompt,
    '__computed__.cumulative_token_count.completion': completion,
    '__computed__.cumulative_token_count.total': total,
  };
}

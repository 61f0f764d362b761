import type { ModelAnswer, TokenUsage } from '../event';
import type { Attributes } from './span';

/** What a span says of a model's answer, by OpenTelemetry's names for generative AI and by prompt flow's. */
export function modelAttributes(answer: ModelAnswer): Attributes {
  const { prompt, completion, total } = answer.tokens;
  return {
    function: `${answer.provider}.${answer.api}`,
    'gen_ai.operation.name': answer.api === 'chat' ? 'chat' : 'text_completion',
    'gen_ai.provider.name': answer.provider === 'AzureOpenAI' ? 'azure.ai.openai' : 'openai',
    'gen_ai.request.model': answer.model,
    ...(answer.answeredBy === undefined ? {} : { 'gen_ai.response.model': answer.answeredBy }),
    ...(answer.finishReason === undefined ? {} : { 'gen_ai.response.finish_reasons': [answer.finishReason] }),
    'gen_ai.usage.input_tokens': prompt,
    'gen_ai.usage.output_tokens': completion,
    'llm.response.model': answer.answeredBy ?? answer.model,
    'llm.usage.prompt_tokens': prompt,
    'llm.usage.completion_tokens': completion,
    'llm.usage.total_tokens': total,
    ...tokenCounts(answer.tokens),
    'llmops.model.duration_ms': answer.durationMs,
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

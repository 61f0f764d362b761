import type { Connection } from '../../connection';

/** The first version of Azure OpenAI's API that documents `stream_options`; earlier ones refuse what they do not know. */
const firstOnAzure = '2024-09-01';

/**
 * Asks that a streamed answer tells its tokens, of services that are known to. Serverless models are of many makers, some
 * of which refuse it.
 */
export function usageOption({ type, configs }: Connection): { readonly stream_options?: { include_usage: true } } {
  const version = configs['api_version'] ?? '';
  const knows = type === 'open_ai' || (type === 'azure_open_ai' && version.slice(0, 10) >= firstOnAzure);
  return knows ? { stream_options: { include_usage: true } } : {};
}

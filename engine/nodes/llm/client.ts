import type OpenAI from 'openai';
import type { APIError } from 'openai';
import type { Connection, ConnectionProvider } from '../../connection';
import { connectionClass } from '../../connections/classes';
import { FlowError } from '../../error';
import { fromPlain } from '../../values/plain';
import { str } from '../../values/python-text';
import { BuiltRequests } from './built-requests';

export type Provider = 'AzureOpenAI' | 'OpenAI';

const cognitiveServices = 'https://cognitiveservices.azure.com/.default';
const aoaiHeaders = { 'ms-azure-ai-promptflow-called-from': 'aoai-tool' };

/** Which API a connection leads to. Throws for connections that lead to no language model. */
export function providerOf(connection: Connection): Provider {
  if (connection.type === 'azure_open_ai') return 'AzureOpenAI';
  if (connection.type === 'open_ai' || connection.type === 'serverless') return 'OpenAI';
  const message = `Connection type ${connectionClass(connection.type)} is not supported for LLM. Use a connection of type azure_open_ai, open_ai or serverless instead of '${connection.name}'.`;
  throw new FlowError('InvalidConnectionType', message);
}

/** A client for a connection. The library is loaded here and not before: it takes longer than most flows run. */
export async function createClient(
  connection: Connection,
  connections: ConnectionProvider | undefined,
): Promise<OpenAI> {
  const [{ AzureOpenAI, OpenAI }, { keepAliveFetch }] = await Promise.all([
    import('openai'),
    import('./keep-alive-fetch'),
  ]);
  class Azure extends AzureOpenAI {
    private readonly requests = new BuiltRequests();

    override buildRequest(...given: Building): ReturnType<OpenAI['buildRequest']> {
      return this.requests.build(given[0], this.apiKey, () => super.buildRequest(...given));
    }

    protected override makeStatusError(...given: Refusal): APIError {
      return worded(super.makeStatusError(...given), given);
    }
  }
  class Plain extends OpenAI {
    private readonly requests = new BuiltRequests();

    override buildRequest(...given: Building): ReturnType<OpenAI['buildRequest']> {
      return this.requests.build(given[0], this.apiKey, () => super.buildRequest(...given));
    }

    protected override makeStatusError(...given: Refusal): APIError {
      return worded(super.makeStatusError(...given), given);
    }
  }
  const { configs, secrets } = connection;
  // Retries follow prompt flow's own schedule.
  const common = { maxRetries: 0, fetch: keepAliveFetch };
  if (connection.type === 'azure_open_ai') {
    const credential =
      configs['auth_mode'] === 'meid_token'
        ? { azureADTokenProvider: tokenProvider(connection, connections) }
        : { apiKey: secrets['api_key'] ?? '' };
    return new Azure({
      ...common,
      ...credential,
      endpoint: configs['api_base'] ?? '',
      apiVersion: configs['api_version'] ?? '2024-02-01',
      defaultHeaders: aoaiHeaders,
    });
  }
  const base = connection.type === 'serverless' ? withVersion(configs['api_base'] ?? '') : configs['base_url'];
  const organization = configs['organization'];
  return new Plain({
    ...common,
    apiKey: secrets['api_key'] ?? '',
    baseURL: isSet(base) ? base : null,
    organization: isSet(organization) ? organization : null,
  });
}

type Building = Parameters<OpenAI['buildRequest']>;
type Refusal = [status: number, body: object, text: string | undefined, headers: Headers];

/** An error as OpenAI's client for Python words it: with all that the service says, also where that has another form. */
function worded(error: APIError, [status, body, text]: Refusal): APIError {
  const isJson = (body as object | undefined) !== undefined;
  error.message = isJson ? `Error code: ${status} - ${str(fromPlain(body))}` : text || `Error code: ${status}`;
  return error;
}

function tokenProvider(connection: Connection, connections: ConnectionProvider | undefined): () => Promise<string> {
  return () => {
    if (connections?.token !== undefined) return connections.token(cognitiveServices);
    const message = `Connection '${connection.name}' authenticates by Microsoft Entra ID, but the connection provider gives no tokens.`;
    throw new FlowError('GetConnectionError', message);
  };
}

function withVersion(base: string): string {
  return base.endsWith('/v1') ? base : `${base}/v1`;
}

/** Prompt flow's connections write `_` where a field is to be empty. */
function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value !== '_';
}

import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection, ConnectionProvider } from '../../../../engine';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** What the server answers to one request: a body with status 200, or what a function writes. */
export type Answer = Readonly<Record<string, unknown>> | ((response: ServerResponse) => void);

/** An OpenAI-compatible server on loopback that records requests and answers as it is told, the last answer for good. */
export class ModelServer {
  readonly requests: ReceivedRequest[] = [];
  private answers: Answer[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        this.requests.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(text) });
        const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
        if (typeof answer === 'function') answer(response);
        else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
      });
    });
  }

  static async start(): Promise<ModelServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ModelServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  answer(...answers: readonly Answer[]): void {
    this.requests.length = 0;
    this.answers = [...answers];
  }

  get lastBody(): Record<string, unknown> {
    return this.requests.at(-1)!.body;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Connections of every kind that lead here. */
  connections(): ConnectionProvider {
    const all: Record<string, Connection> = {
      aoai: connection(
        'aoai',
        'azure_open_ai',
        { api_base: this.url, api_version: '2024-06-01' },
        { api_key: 'azure-key' },
      ),
      entra: connection('entra', 'azure_open_ai', { api_base: this.url, auth_mode: 'meid_token' }, {}),
      openai: connection(
        'openai',
        'open_ai',
        { base_url: `${this.url}/v1`, organization: '_' },
        { api_key: 'openai-key' },
      ),
      serverless: connection('serverless', 'serverless', { api_base: this.url }, { api_key: 'serverless-key' }),
      search: connection('search', 'cognitive_search', { api_base: this.url }, { api_key: 'search-key' }),
    };
    return {
      get: (name) => {
        const found = all[name];
        return found === undefined ? Promise.reject(new Error(`no connection ${name} here`)) : Promise.resolve(found);
      },
      token: (scope) => Promise.resolve(`token for ${scope}`),
    };
  }
}

function connection(
  name: string,
  type: string,
  configs: Connection['configs'],
  secrets: Connection['secrets'],
): Connection {
  return { name, type, configs, secrets };
}

export function chatAnswer(content: string | null, more: object = {}): Answer {
  return {
    id: 'chat-1',
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content, ...more } }],
    usage: { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 },
  };
}

/** An error as OpenAI's services send it. */
export function failure(status: number, error: object = {}, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    const body = JSON.stringify({ error: { message: `status ${status}`, type: 'server_error', ...error } });
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

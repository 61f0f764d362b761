import type * as RestPipeline from '@azure/core-rest-pipeline';
import { type HttpClient, type Pipeline } from '@azure/core-rest-pipeline';
import { AzureError } from '../error';
import { isLoopback, requireSecure } from '../loopback';
import { type Score } from './endpoint';

/** Names the deployment that is to answer, or the one that answered. */
const deploymentHeader = 'azureml-model-deployment';

export interface ScoringRequest {
  readonly scoringUri: string;
  /** Value of the Authorization header. Default: none. */
  readonly authorization?: string;
  readonly body: unknown;
  readonly deployment?: string;
  readonly timeoutMs: number;
}

/** Sends scoring requests. */
export class Scoring {
  private constructor(
    private readonly httpClient: HttpClient,
    private readonly pipeline: Pipeline,
    private readonly library: typeof RestPipeline,
  ) {}

  static async open(): Promise<Scoring> {
    const library = await import('@azure/core-rest-pipeline');
    const pipeline = library.createPipelineFromOptions({});
    // A model's answer costs money and time, a failed one too: again only where the service asks for it (Retry-After).
    pipeline.removePolicy({ phase: 'Retry' });
    pipeline.addPolicy(library.throttlingRetryPolicy({ maxRetries: 3 }), { phase: 'Retry' });
    return new Scoring(library.createDefaultHttpClient(), pipeline, library);
  }

  async send({ scoringUri, authorization, body, deployment, timeoutMs }: ScoringRequest): Promise<Score> {
    const { createHttpHeaders, createPipelineRequest } = this.library;
    const request = createPipelineRequest({
      url: requireSecure(scoringUri),
      method: 'POST',
      headers: createHttpHeaders({
        ...(authorization !== undefined && { Authorization: authorization }),
        'Content-Type': 'application/json',
        Accept: 'application/json',
        ...(deployment !== undefined && { [deploymentHeader]: deployment }),
      }),
      body: JSON.stringify(body),
      timeout: timeoutMs,
      allowInsecureConnection: isLoopback(scoringUri),
    });
    // The clock starts anew with each retry: waiting for Azure to take the request is no latency of the flow.
    let sent = performance.now();
    const clocked: HttpClient = {
      sendRequest: (attempt) => {
        sent = performance.now();
        return this.httpClient.sendRequest(attempt);
      },
    };
    const response = await this.pipeline.sendRequest(clocked, request).catch((error: unknown) => {
      if ((error as Error).name !== 'AbortError') throw error;
      throw new AzureError(`${scoringUri} did not answer within ${timeoutMs} ms.`, {
        code: 'ScoringTimeout',
        hint: 'Allow it more time, or see the logs of its deployment.',
        cause: error,
      });
    });
    const answeredBy = response.headers.get(deploymentHeader);
    const [, site] = /(?:^|[,;]\s*)x-ms-routing-name=([^;,\s]+)/.exec(response.headers.get('set-cookie') ?? '') ?? [];
    return {
      status: response.status,
      body: parsed(response.bodyAsText ?? ''),
      latencyMs: performance.now() - sent,
      ...(answeredBy !== undefined && { deployment: answeredBy }),
      ...(site !== undefined && { site }),
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

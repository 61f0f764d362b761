import type * as RestPipeline from '@azure/core-rest-pipeline';
import { type HttpClient, type HttpMethods, type Pipeline } from '@azure/core-rest-pipeline';
import { type TokenCredential } from '@azure/core-auth';
import { AzureError } from '../error';
import { bearer, isLoopback, loopbackRetries, requireSecure } from '../loopback';

export interface JsonRequest {
  readonly method: HttpMethods;
  readonly url: string;
  /** Of the token. */
  readonly scope: string;
  readonly body?: unknown;
  /** Continues "Could not …"; never holds a secret. */
  readonly doing: string;
  /** What the caller needs for it, where it is refused. */
  readonly needs: string;
}

/** Requests to services that no SDK client of ours speaks for, with the SDK's own retries. */
export class JsonRequests {
  private constructor(
    private readonly credential: TokenCredential,
    private readonly library: typeof RestPipeline,
    private readonly pipeline: Pipeline,
    private readonly client: HttpClient,
  ) {}

  static async open(credential: TokenCredential, endpoint: string): Promise<JsonRequests> {
    const library = await import('@azure/core-rest-pipeline');
    const pipeline = library.createPipelineFromOptions(isLoopback(endpoint) ? { retryOptions: loopbackRetries } : {});
    return new JsonRequests(credential, library, pipeline, library.createDefaultHttpClient());
  }

  /** The answer's body; undefined for 404. */
  async send({ method, url, scope, body, doing, needs }: JsonRequest): Promise<unknown> {
    const { createHttpHeaders, createPipelineRequest } = this.library;
    const { status, bodyAsText } = await this.pipeline.sendRequest(
      this.client,
      createPipelineRequest({
        url: requireSecure(url),
        method,
        headers: createHttpHeaders({
          Authorization: await bearer(this.credential, scope),
          Accept: 'application/json',
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
        allowInsecureConnection: isLoopback(url),
      }),
    );
    if (status === 404) return undefined;
    if (status < 400) return bodyAsText ? JSON.parse(bodyAsText) : undefined;
    const { code = String(status), message = '' } = errorOf(bodyAsText ?? '');
    const hint =
      status === 403 || status === 401
        ? `Whoever is signed in needs ${needs}.`
        : 'Change what the message names, and run the command again.';
    throw new AzureError(`Could not ${doing}: ${status} ${code}: ${message}`, { code, hint, status });
  }
}

function errorOf(text: string): { readonly code?: string; readonly message?: string } {
  try {
    return (JSON.parse(text) as { error?: { code?: string; message?: string } }).error ?? {};
  } catch {
    return {};
  }
}

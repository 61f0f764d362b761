import { type TokenCredential } from '@azure/core-auth';
import { type Pipeline, type PipelinePolicy, type SendRequest } from '@azure/core-rest-pipeline';
import { AzureError } from './error';

/** A server on this machine answers at once or is not there: the SDK's delays of seconds are made for networks. */
export const loopbackRetries = { retryDelayInMs: 50, maxRetryDelayInMs: 500 };

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** True for plain http to this very machine: the one place where a token may travel without TLS. */
export function isLoopback(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && loopbackHosts.has(hostname);
}

/** Throws where a token would leave this machine unencrypted. Returns the URL. */
export function requireSecure(url: string): string {
  if (isLoopback(url) || new URL(url).protocol === 'https:') return url;
  throw new AzureError(`${url} is not https.`, {
    code: 'InsecureEndpoint',
    hint: `Use https; plain http is for ${[...loopbackHosts].join(', ')} only, because a token would be readable on the way.`,
  });
}

/**
 * Lets an SDK client whose endpoint is on this machine authenticate. The SDK's own policy refuses tokens over plain
 * http wherever the server is, so this one takes its place.
 */
export function allowLoopback(pipeline: Pipeline, credential: TokenCredential, scope: string): void {
  pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  pipeline.addPolicy(loopbackBearerPolicy(credential, scope), { phase: 'Sign' });
}

function loopbackBearerPolicy(credential: TokenCredential, scope: string): PipelinePolicy {
  return {
    name: 'loopbackBearerPolicy',
    async sendRequest(request, next: SendRequest) {
      // A redirect may have led elsewhere: the token stays here.
      if (isLoopback(request.url)) request.headers.set('Authorization', await bearer(credential, scope));
      else request.headers.delete('Authorization');
      return next(request);
    },
  };
}

/** Value of an Authorization header with a fresh token. */
export async function bearer(credential: TokenCredential, scope: string): Promise<string> {
  const token = await credential.getToken(scope);
  if (token === null) {
    throw new AzureError(`The credential gave no token for ${scope}.`, {
      code: 'NoToken',
      hint: 'Sign in with "az login", or set the variables of a service principal.',
    });
  }
  return `Bearer ${token.token}`;
}

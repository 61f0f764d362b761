import { describeGroup, describeWorkspace, type AzureTarget, type GroupPlace } from './target';

/** What a refusal of Azure is made of, apart from its message. */
export interface AzureErrorDetails {
  /** Azure's own code, such as `AuthorizationFailed`, or Node's for a connection that failed, such as `ECONNREFUSED`. */
  readonly code: string;
  /** What to do about it. */
  readonly hint: string;
  /** HTTP status; absent where there was no answer. */
  readonly status?: number;
  readonly cause?: unknown;
}

/** A request that Azure refused, or that did not reach it. The message says what was tried and what was answered. */
export class AzureError extends Error {
  readonly code: string;
  readonly hint: string;
  readonly status?: number;

  constructor(message: string, { code, hint, status, cause }: AzureErrorDetails) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'AzureError';
    this.code = code;
    this.hint = hint;
    if (status !== undefined) this.status = status;
  }
}

/** What was being done when a request failed: enough to say who has to do what. */
export interface Attempt {
  /** Continues "Could not …": `register model triage`. */
  readonly doing: string;
  readonly target: AzureTarget;
  /** The role that allows it, and where it must be granted. */
  readonly needs: string;
  /** Where it is done, if not in the target's workspace. */
  readonly group?: GroupPlace;
}

/** Something that whoever works with the workspace's assets and endpoints may do. */
export function onWorkspace(target: AzureTarget, doing: string): Attempt {
  return { doing, target, needs: `the role AzureML Data Scientist on ${describeWorkspace(target)}` };
}

/** Does the work; failures of the SDK come out as AzureErrors. */
export async function attempt<Result>(what: Attempt, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw toAzureError(what, error);
  }
}

/** HTTP status of an SDK failure; undefined where there was no answer. */
export function statusOf(error: unknown): number | undefined {
  return numberAt(error, 'statusCode') ?? numberAt(error, 'status');
}

function toAzureError(what: Attempt, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AzureError) return error;
  const { doing } = what;
  const status = statusOf(error);
  const code = textAt(error, 'code') ?? textAt(at(error, 'cause'), 'code') ?? error.name;
  // Neither an answer nor a failed connection or sign-in: a fault of this program, which its own stack explains best.
  if (status === undefined && !isConnectionFailure(error, code) && !isSignInFailure(error)) return error;
  const answered = status === undefined ? code : `${status} ${code}`;
  return new AzureError(`Could not ${doing}: ${answered}: ${serviceMessage(error)}`, {
    code,
    hint: isSignInFailure(error) ? signInHint : hintFor(status, what, retryAfterOf(error)),
    cause: error,
    ...(status === undefined ? {} : { status }),
  });
}

const signInHint =
  'Sign in with "az login", or give this process a service principal, a federation or a managed identity.';

function hintFor(
  status: number | undefined,
  { target, needs, group }: Attempt,
  retryAfter: string | undefined,
): string {
  switch (status) {
    case undefined:
      return `Check that ${target.resourceManagerEndpoint} can be reached from here (network, proxy, firewall).`;
    case 401:
      return `The token was not accepted: sign in again, to the tenant that holds subscription ${(group ?? target).subscription}.`;
    case 403:
      return `The signed-in identity needs ${needs}. A new role assignment can take 15 minutes to work.`;
    case 404:
      return `Check that ${group ? describeGroup(group) : describeWorkspace(target)} exists: the platform stack creates it.`;
    case 409:
      return 'Something else is changing it at this moment: run the command again when that has ended.';
    case 429:
      return `Azure asks to slow down: run the command again${retryAfter === undefined ? ' in a minute' : ` in ${retryAfter} seconds`}.`;
    default:
      return status >= 500
        ? 'Azure failed, and retrying did not help: run the command again, and see https://status.azure.com if it goes on.'
        : 'Change what the message names, and run the command again.';
  }
}

const connectionFailures = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'REQUEST_SEND_ERROR',
]);

function isConnectionFailure(error: Error, code: string): boolean {
  return connectionFailures.has(code) || error.name === 'RestError';
}

function isSignInFailure({ name }: Error): boolean {
  return [
    'CredentialUnavailableError',
    'AuthenticationError',
    'AggregateAuthenticationError',
    'AuthenticationRequiredError',
  ].includes(name);
}

function serviceMessage(error: Error): string {
  const details = at(error, 'details');
  return textAt(at(details, 'error'), 'message') ?? textAt(details, 'message') ?? error.message;
}

function retryAfterOf(error: unknown): string | undefined {
  const headers = at(at(error, 'response'), 'headers');
  if (typeof headers !== 'object' || headers === null || !('get' in headers) || typeof headers.get !== 'function')
    return undefined;
  const value: unknown = (headers as { get(name: string): unknown }).get('retry-after');
  return typeof value === 'string' && /^\d+$/.test(value) ? value : undefined;
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function textAt(value: unknown, key: string): string | undefined {
  const text = at(value, key);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function numberAt(value: unknown, key: string): number | undefined {
  const number = at(value, key);
  return typeof number === 'number' ? number : undefined;
}

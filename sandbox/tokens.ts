import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import jwt from 'jsonwebtoken';
import writeFileAtomic from 'write-file-atomic';
import { type Principal } from './arm/resource';

export interface IssuedToken {
  readonly token: string;
  /** Seconds since 1970, as the `exp` claim. */
  readonly expiresOn: number;
}

export interface TokenOptions {
  /** What the token may be used for: a service's URL, or one endpoint's id. Default: `https://management.azure.com/`. */
  readonly audience?: string;
  /** Default: one day. */
  readonly lifetimeSeconds?: number;
}

/** Issues and checks the bearer tokens of one sandbox. They name the principal, as those of Entra ID do. */
export interface Tokens {
  issue(principal: Principal, options?: TokenOptions): IssuedToken;
  /**
   * The principal of a bearer token; undefined when it is missing, expired, of another sandbox or for another audience.
   * Without `audience`, a token for any service is taken, for the sandbox is all services at once.
   */
  principalOf(
    request: { readonly headers: { readonly authorization?: string | undefined } },
    audience?: string,
  ): Principal | undefined;
  /** What a caller of the identity endpoint has to present, as App Service asks for in `X-IDENTITY-HEADER`. */
  readonly identityHeader: string;
}

const keyFile = 'token.key';
const dayInSeconds = 86_400;
const issuer = 'https://sandbox.invalid/';

/** Opens the sandbox's signing key, which stays in its directory so that tokens outlive a restart. */
export async function openTokens(directory: string, tenant: string): Promise<Tokens> {
  const key = createSecretKey(await readOrCreateKey(join(directory, keyFile)), 'utf8');
  return {
    issue(principal, { audience = 'https://management.azure.com/', lifetimeSeconds = dayInSeconds } = {}) {
      const issuedAt = Math.floor(Date.now() / 1000);
      const expiresOn = issuedAt + lifetimeSeconds;
      const payload = { oid: principal.objectId, name: principal.name, tid: tenant, iat: issuedAt, exp: expiresOn };
      const token = jwt.sign(payload, key, { algorithm: 'HS256', audience, issuer, subject: principal.objectId });
      return { token, expiresOn };
    },
    principalOf(request, audience) {
      const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (token === undefined) return undefined;
      try {
        const options: jwt.VerifyOptions & { complete?: false } = {
          algorithms: ['HS256'],
          issuer,
          audience: audience ?? /^https:/,
        };
        const claims = jwt.verify(token, key, options);
        if (typeof claims === 'string' || typeof claims['name'] !== 'string' || claims.sub === undefined)
          return undefined;
        return { objectId: claims.sub, name: claims['name'] };
      } catch {
        return undefined;
      }
    },
    identityHeader: createHmac('sha256', key).update('identity endpoint').digest('hex'),
  };
}

async function readOrCreateKey(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const key = randomBytes(32).toString('hex');
    await writeFileAtomic(file, key, { mode: 0o600 });
    return key;
  }
}

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTokens, type Tokens } from '../../sandbox/tokens';

const tenant = '33333333-3333-4333-8333-333333333333';
const ada = { objectId: '44444444-4444-4444-8444-444444444444', name: 'Ada' };
const folders: string[] = [];

afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

async function tokensOf(folder = mkdtempSync(join(tmpdir(), 'tokens-'))): Promise<Tokens> {
  folders.push(folder);
  return openTokens(folder, tenant);
}

const carrying = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

test('a token names its principal, also after a restart', async () => {
  const { token } = (await tokensOf()).issue(ada);
  const restarted = await tokensOf(folders[0]);
  expect(restarted.principalOf(carrying(token))).toEqual(ada);
});

test('its claims are those that Azure clients look for', async () => {
  const { token, expiresOn } = (await tokensOf()).issue(ada, { audience: 'https://storage.azure.com/' });
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
  expect(claims).toMatchObject({ oid: ada.objectId, tid: tenant, aud: 'https://storage.azure.com/', exp: expiresOn });
});

test('nothing but a valid token of this sandbox names anybody', async () => {
  const tokens = await tokensOf();
  const foreign = (await tokensOf()).issue(ada).token;
  const expired = tokens.issue(ada, { lifetimeSeconds: -10 }).token;
  const [header = '', payload = '', signature = ''] = tokens.issue(ada).token.split('.');
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const forged = Buffer.from(JSON.stringify({ sub: 'root', name: 'root', aud: 'https://x/' })).toString('base64url');
  const refused = [
    '',
    foreign,
    expired,
    `${unsigned}.${payload}.`,
    `${header}.${forged}.${signature}`,
    `${header}.${payload}`,
  ];
  for (const token of refused) expect(tokens.principalOf(carrying(token))).toBeUndefined();
  expect(tokens.principalOf({ headers: {} })).toBeUndefined();
  expect(tokens.principalOf({ headers: { authorization: `Basic ${tokens.issue(ada).token}` } })).toBeUndefined();
});

test('a token for one service is not taken where another is asked for', async () => {
  const tokens = await tokensOf();
  const request = carrying(tokens.issue(ada, { audience: 'https://storage.azure.com/' }).token);
  expect(tokens.principalOf(request, 'https://ml.azure.com/')).toBeUndefined();
  expect(tokens.principalOf(request, 'https://storage.azure.com/')).toEqual(ada);
});

test('only the owner of the folder can read the key', async () => {
  await tokensOf();
  expect(statSync(join(folders[0] ?? '', 'token.key')).mode & 0o777).toBe(0o600);
});

import { modelFlow, promptFlow } from '../inference/served-flow';
import { app, HostedApp, secretUri, slot, vault } from './hosted-app';

const connection = [
  'name: aoai',
  'type: azure_open_ai',
  'api_base: https://contoso.example/',
  'api_version: "2024-10-21"',
  'api_key: ${env:AOAI_API_KEY}',
].join('\n');

describe('an app of the sandbox', () => {
  let hosted: HostedApp;
  let pull: string;

  beforeAll(async () => {
    hosted = await HostedApp.open();
    await hosted.push('v001', promptFlow('Hello {{name}}'));
    await hosted.push('v002', promptFlow('Good day {{name}}'));
    await hosted.push('model', modelFlow('aoai'), connection);
    await hosted.site(app, { tag: 'v001' });
  });
  afterAll(() => hosted.azure.close());

  it('cannot start as long as its identity may not pull the image', async () => {
    const refused = await hosted.score();
    expect(refused.status).toBe(503);
    expect(refused.body.error?.message).toMatch(
      /app-test\.azurewebsites\.net cannot start: its image cannot be pulled: identity 'id-test' .* needs the role 'AcrPull' on .*crtest/,
    );
    pull = await hosted.grant('AcrPull');
    expect(await hosted.score()).toMatchObject({ status: 200, body: { greeting: 'Hello Ada' } });
  });

  it('answers at all the addresses of its container', async () => {
    expect(await hosted.send('/health')).toMatchObject({ status: 200, body: { status: 'Healthy', version: 'v001' } });
    expect(await hosted.send('/swagger.json')).toMatchObject({ status: 200 });
    expect(await hosted.send('/nothing-here')).toMatchObject({ status: 404 });
    const byPath = await fetch(`${hosted.azure.sandbox.endpoint}/app-service/app-test.azurewebsites.net/health`);
    expect(await byPath.json()).toMatchObject({ status: 'Healthy' });
    expect(await hosted.score({ host: 'other.azurewebsites.net' })).toMatchObject({
      status: 404,
      body: { error: { message: 'There is no app at other.azurewebsites.net.' } },
    });
  });

  it('keeps a client at the version of its first request', async () => {
    expect((await hosted.score()).cookie).toBe('');
    await hosted.site(slot, { tag: 'v002' });
    await hosted.route(50);
    const replies = await Promise.all([hosted.score(), hosted.score(), hosted.score(), hosted.score()]);
    expect(replies.map(({ body }) => body.greeting).sort()).toEqual([
      'Good day Ada',
      'Good day Ada',
      'Hello Ada',
      'Hello Ada',
    ]);
    for (const { cookie, body } of replies) {
      expect(cookie).toContain(`x-ms-routing-name=${body.greeting === 'Hello Ada' ? 'self' : 'second'}`);
      const again = await hosted.score({ headers: { cookie: cookie.split(';')[0] ?? '' } });
      expect(again.body.greeting).toBe(body.greeting);
    }
  });

  it('names the version that answered in the requests that the console shows', async () => {
    await hosted.score({ path: '/score?x-ms-routing-name=second' });
    const { requests } = await hosted.azure.sandbox.status();
    expect(requests[0]).toMatchObject({ endpoint: 'app-test', deployment: 'v002', status: 200 });
  });

  it('exchanges what runs by a swap, and leaves the routing', async () => {
    const swapped = await hosted.azure.arm('POST', `${app}/slotsswap`, { targetSlot: 'second' });
    expect(swapped.status).toBe(200);
    const at = async (site: string) => (await hosted.score({ path: `/score?x-ms-routing-name=${site}` })).body.greeting;
    expect([await at('self'), await at('second')]).toEqual(['Good day Ada', 'Hello Ada']);
    expect(await hosted.azure.arm('POST', `${app}/slotsswap`, { targetSlot: 'absent' })).toMatchObject({ status: 404 });
  });

  it('is answered for by App Service where it is stopped, or its image is missing', async () => {
    await hosted.site(app, { tag: 'v001', properties: { enabled: false } });
    expect(await hosted.score()).toMatchObject({ status: 403, body: { error: { code: 'SiteDisabled' } } });
    await hosted.site(app, { tag: 'absent' });
    expect((await hosted.score()).body.error?.message).toContain(
      'there is no image crtest.azurecr.io/greetings:absent',
    );
  });

  it('sees a reference to a secret that it may not read as it is written, and fails with it at the model', async () => {
    const settings = { AOAI_API_KEY: `@Microsoft.KeyVault(SecretUri=${secretUri}/)` };
    await hosted.site(app, { tag: 'model', settings });
    const refused = await hosted.score();
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.body.error?.message).toContain('a Key Vault reference that was not resolved');
    await hosted.grant('Key Vault Secrets User');
    expect(await hosted.score()).toMatchObject({ status: 200, body: { greeting: expect.any(String) } });
  });

  it.each([
    ['another form of reference', '@Microsoft.KeyVault(VaultName=kv-test;SecretName=aoai-key)', 200],
    ['a secret that is not there', '@Microsoft.KeyVault(VaultName=kv-test;SecretName=absent)', 500],
    ['another vault', '@Microsoft.KeyVault(SecretUri=https://kv-other.vault.azure.net/secrets/aoai-key)', 500],
  ])('resolves references: %s', async (_, reference, status) => {
    await hosted.site(app, { tag: 'model', settings: { AOAI_API_KEY: reference } });
    const answer = await hosted.score();
    expect(answer.status < 400).toBe(status < 400);
  });

  it('reads a vault by the policies in it too', async () => {
    await hosted.azure.put(vault, { location: 'westeurope', properties: { enableRbacAuthorization: false } });
    expect((await hosted.score()).status).toBeGreaterThanOrEqual(400);
    const policy = { objectId: hosted.identity.principalId, permissions: { secrets: ['Get'] } };
    await hosted.azure.put(vault, { location: 'westeurope', properties: { accessPolicies: [policy] } });
    await hosted.site(app, { tag: 'model', settings: { AOAI_API_KEY: `@Microsoft.KeyVault(SecretUri=${secretUri})` } });
    expect((await hosted.score()).status).toBe(200);
  });

  it('takes callers of its application only, but the health check from anyone', async () => {
    const audience = 'api://the-application';
    const authSettingsV2 = {
      authEnabled: true,
      requireAuthentication: true,
      excludedPaths: ['/health'],
      activeDirectoryV2: [{ clientId: 'the-application', allowedAudiences: [audience] }],
    };
    await hosted.site(app, { tag: 'v001', properties: { authSettingsV2 } });
    const as = (token: string) => hosted.score({ headers: { authorization: `Bearer ${token}` } });
    expect((await hosted.score()).status).toBe(401);
    expect((await as(hosted.azure.sandbox.token())).status).toBe(401);
    expect((await as(hosted.azure.sandbox.token(audience))).status).toBe(200);
    expect((await hosted.send('/health')).status).toBe(200);
  });

  it('stops serving once its grant is taken back', async () => {
    await hosted.site(app, { tag: 'v002' });
    expect((await hosted.score()).status).toBe(200);
    await hosted.azure.arm('DELETE', pull);
    expect((await hosted.score()).status).toBe(503);
  });
});

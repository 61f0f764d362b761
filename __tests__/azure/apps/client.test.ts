import { AppClient, type AzureTarget } from '../../../azure';
import { FakeAzure } from '../fake-azure';
import { app, HostedApp, slot } from '../../sandbox/http/app-service/hosted-app';
import { group, subscription } from '../../sandbox/http/emulated-workspace';
import { promptFlow } from '../../sandbox/http/inference/served-flow';

describe('the client of apps', () => {
  let hosted: HostedApp;
  let client: AppClient;
  let target: AzureTarget;

  beforeAll(async () => {
    hosted = await HostedApp.open();
    await hosted.push('v001', promptFlow('Hello {{name}}'));
    await hosted.push('v002', promptFlow('Good day {{name}}'));
    await hosted.grant('AcrPull');
    await hosted.site(app, { tag: 'v001' });
    const { sandbox } = hosted.azure;
    target = {
      resourceManagerEndpoint: sandbox.endpoint,
      credential: {
        getToken: (scopes) => {
          const audience = String(scopes).startsWith('api:') ? String(scopes).replace('/.default', '') : undefined;
          return Promise.resolve({ token: sandbox.token(audience), expiresOnTimestamp: Date.now() + 60_000 });
        },
      },
      blobEndpoint: (account) => sandbox.blobEndpoint(account),
      appEndpoint: (host) => sandbox.appEndpoint(host),
      subscription,
      resourceGroup: group.split('/').at(-1) ?? '',
      workspace: 'mlw-test',
    };
    client = new AppClient(target);
  });
  afterAll(() => hosted.azure.close());

  it('reads an app of one version', async () => {
    expect(await client.get('app-test')).toEqual({
      name: 'app-test',
      scoringUri: `${hosted.azure.sandbox.endpoint}/app-service/app-test.azurewebsites.net/score`,
      production: 'v001',
      traffic: { v001: 100 },
      images: { v001: 'crtest.azurecr.io/greetings:v001' },
    });
    expect(await client.get('app-absent')).toBeUndefined();
  });

  it('calls it, and says who answered', async () => {
    const score = await client.score('app-test', { name: 'Ada' });
    expect(score).toMatchObject({ status: 200, body: { greeting: 'Hello Ada' }, deployment: 'v001' });
  });

  it('reads and calls both versions of a split', async () => {
    await hosted.site(slot, { tag: 'v002' });
    await hosted.route(10);
    expect(await client.get('app-test')).toMatchObject({
      production: 'v001',
      slot: { name: 'second', version: 'v002' },
      traffic: { v001: 90, v002: 10 },
      images: { v001: 'crtest.azurecr.io/greetings:v001', v002: 'crtest.azurecr.io/greetings:v002' },
    });
    for (const deployment of ['v001', 'v002']) {
      expect(await client.score('app-test', { name: 'Ada' }, { deployment })).toMatchObject({
        status: 200,
        deployment,
      });
    }
    await expect(client.score('app-test', {}, { deployment: 'v009' })).rejects.toThrow(
      /App app-test runs v001 and v002, not v009/,
    );
  });

  it('adds up the shares where both run the same', async () => {
    await hosted.site(slot, { tag: 'v001' });
    expect(await client.get('app-test')).toMatchObject({
      traffic: { v001: 100 },
      images: { v001: 'crtest.azurecr.io/greetings:v001', second: 'crtest.azurecr.io/greetings:v001' },
    });
    await hosted.site(slot, { tag: 'v002' });
  });

  it('swaps the two', async () => {
    await client.swap('app-test', 'second');
    expect(await client.get('app-test')).toMatchObject({ production: 'v002', traffic: { v001: 10, v002: 90 } });
    await expect(client.swap('app-test', 'absent')).rejects.toThrow(/swap app app-test with its slot absent/);
  });

  it('sends a token for the application that the app takes callers of', async () => {
    const authSettingsV2 = {
      authEnabled: true,
      requireAuthentication: true,
      activeDirectoryV2: [{ clientId: 'c1', allowedAudiences: ['api://c1'] }],
    };
    await hosted.site(app, { tag: 'v001', properties: { authSettingsV2 } });
    expect(await client.score('app-test', { name: 'Ada' })).toMatchObject({ status: 401 });
    expect(await client.score('app-test', { name: 'Ada' }, { clientId: 'c1' })).toMatchObject({ status: 200 });
  });

  it('shows a stopped app without traffic', async () => {
    await hosted.site(app, { tag: 'v002', properties: { enabled: false } });
    expect(await client.get('app-test')).toMatchObject({ traffic: { v001: 0, v002: 0 } });
  });

  it('says what is missing', async () => {
    await expect(client.score('app-absent', {})).rejects.toThrow(
      /There is no app app-absent in resource group rg-test/,
    );
  });

  it('shows no image of an app that runs no container', async () => {
    const siteConfig = { linuxFxVersion: 'PYTHON|3.11' };
    await hosted.site(slot, { tag: 'v001', properties: { siteConfig } });
    expect(await client.get('app-test')).toMatchObject({ images: { v002: 'crtest.azurecr.io/greetings:v002' } });
    await hosted.site(slot, { tag: 'v001' });
  });

  it('looks for apps in the group that it is given, where the workspace is in another', async () => {
    const place = { subscription, resourceGroup: target.resourceGroup };
    const elsewhere: AzureTarget = { ...target, subscription: 'sub-shared', resourceGroup: 'rg-shared' };
    expect(await new AppClient(elsewhere).get('app-test')).toBeUndefined();
    const given = new AppClient(elsewhere, place);
    expect(await given.get('app-test')).toEqual(await client.get('app-test'));
    await given.swap('app-test', 'second');
    const inOwnGroup = /resource group rg-test \(subscription 11111111-1111-4111-8111-111111111111\)/;
    await expect(given.score('app-absent', {})).rejects.toThrow(inOwnGroup);
    await expect(given.swap('app-absent', 'second')).rejects.toMatchObject({
      status: 404,
      hint: expect.stringMatching(inOwnGroup),
    });
    const stranger = { getToken: () => Promise.resolve({ token: 'x', expiresOnTimestamp: Date.now() + 60_000 }) };
    await expect(new AppClient({ ...elsewhere, credential: stranger }, place).get('app-test')).rejects.toMatchObject({
      status: 401,
      hint: expect.stringContaining(`subscription ${subscription}`),
    });
  });

  it('says what a refused caller needs, and on which group', async () => {
    const fake = await FakeAzure.start();
    try {
      fake.rule(() => ({ status: 403, code: 'AuthorizationFailed', message: 'no' }));
      const refused = new AppClient(fake.target, { subscription: 'sub-2', resourceGroup: 'rg-2' }).get('app-test');
      await expect(refused).rejects.toMatchObject({
        hint: expect.stringContaining('the role Website Contributor on resource group rg-2 (subscription sub-2)'),
      });
    } finally {
      await fake.close();
    }
  });
});

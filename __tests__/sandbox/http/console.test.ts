import { promptFlow, ServingWorkspace } from './inference/served-flow';

let serving: ServingWorkspace;

beforeAll(async () => {
  serving = await ServingWorkspace.open();
  const endpoint = await serving.endpoint('shown', 'Key');
  await endpoint.deploy('v001', promptFlow('one'));
  await endpoint.deploy('v002', promptFlow('two'));
  await endpoint.setTraffic({ v001: 100 }, { v002: 30 });
});
afterAll(() => serving.azure.close());

test('the console is a page that loads nothing from elsewhere', async () => {
  const response = await fetch(`${serving.azure.sandbox.endpoint}/`);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await response.text()).not.toMatch(/(src|href)=/);
});

test('its state tells of endpoints, traffic and deployments', async () => {
  const { endpoint: base, ...state } = await serving.azure.sandbox.status();
  expect(state.endpoints).toEqual([
    {
      id: expect.stringMatching(/onlineEndpoints\/shown$/),
      name: 'shown',
      region: 'westeurope',
      workspace: 'mlw-test',
      authMode: 'Key',
      scoringUri: `${base}/inference/westeurope/shown/score`,
      traffic: { v001: 100 },
      mirrorTraffic: { v002: 30 },
      deployments: [
        { name: 'v001', model: 'greetings:1', instances: 1 },
        { name: 'v002', model: 'greetings:2', instances: 1 },
      ],
    },
  ]);
});

test('neither holds a key or a token', async () => {
  const { sandbox } = serving.azure;
  const { body } = await serving.azure.arm('POST', `${(await sandbox.status()).endpoints[0]!.id}/listKeys`);
  const shown = await (await fetch(`${sandbox.endpoint}/console/state.json`)).text();
  for (const secret of [...Object.values(body as object).map(String), sandbox.token()])
    expect(shown).not.toContain(secret);
});

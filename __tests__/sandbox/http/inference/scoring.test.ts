import { EmulatedAzure } from '../emulated-workspace';
import { pythonFlow, Serving } from './served-flow';

let azure: EmulatedAzure;
let serving: Serving;

beforeAll(async () => {
  azure = await EmulatedAzure.open();
  serving = new Serving(azure, await azure.createWorkspace());
  await serving.grantAll();
  await azure.grant(
    '5ac5a0b0-0000-4000-8000-00000000d001',
    'AzureML Data Scientist',
    (await import('../emulated-workspace')).workspace,
  );
  await serving.createEndpoint();
});
afterAll(() => azure.close());

test('a request is answered by the registered flow', async () => {
  await serving.deploy('v001', pythonFlow("f'Hello {name}'"));
  await serving.setTraffic({ v001: 100 });
  const response = await serving.score({ name: 'Ada' });
  expect([response.status, await response.json()]).toEqual([200, { greeting: 'Hello Ada' }]);
  expect(response.headers.get('azureml-model-deployment')).toBe('v001');
  expect(response.headers.get('x-ms-simulated')).toBe('true');
});

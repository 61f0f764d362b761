import { endpoint, group, model, servingEnvironment, storage, workspace } from '../arm/sample-subscription';
import { servingConfig, type Serving } from './serving-config';
import { terraformWorkspace, type TerraformWorkspace } from './terraform-workspace';

let terraform: TerraformWorkspace;

beforeAll(async () => {
  terraform = await terraformWorkspace();
  const { graph } = terraform;
  await graph.put(group, { location: 'westeurope' });
  await graph.put(storage, { location: 'westeurope' });
  await graph.put(workspace, { location: 'westeurope', properties: { storageAccount: storage } });
  for (const version of [1, 2, 3]) {
    await graph.put(model.replace(/\d+$/, String(version)), { properties: { modelUri: `azureml://${version}` } });
  }
  await graph.put(servingEnvironment, { properties: { image: 'mcr.microsoft.com/serving:1' } });
});
afterAll(() => terraform.close());

const deployments = () =>
  terraform.graph
    .list('Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments')
    .map(({ name }) => name);
const live = () => terraform.graph.get(endpoint)?.properties.traffic;

async function applied(serving: Serving): Promise<void> {
  await terraform.apply(servingConfig(workspace, serving));
  expect(deployments()).toEqual(Object.keys(serving.traffic).sort());
  expect(live()).toEqual(serving.traffic);
  expect((await terraform.plan()).text).toContain('No changes.');
}

describe('releases of a flow, each in one apply', () => {
  it('gives the first release all of the traffic', () => applied({ traffic: { v001: 100 } }));
  it('adds a second release with a share', () => applied({ traffic: { v001: 90, v002: 10 } }));
  it('shifts the traffic', () => applied({ traffic: { v001: 10, v002: 90 } }));
  it('changes the endpoint and shifts', () =>
    applied({ traffic: { v001: 20, v002: 80 }, description: 'Better triage' }));
  it('keeps the traffic where only tags of the endpoint change', () =>
    applied({ traffic: { v001: 20, v002: 80 }, tags: { team: 'support' } }));
  it('mirrors to a release without live traffic', async () => {
    await applied({ traffic: { v001: 0, v002: 100 }, mirror: { v001: 20 } });
    expect(terraform.graph.get(endpoint)?.properties.mirrorTraffic).toEqual({ v001: 20 });
  });
  it('drains and removes the old release', () => applied({ traffic: { v002: 100 } }));
  it('swaps one release for another', () => applied({ traffic: { v003: 100 } }));
  it('removes the last release', async () => {
    await applied({ traffic: { v003: 0 } });
    await terraform.apply(servingConfig(workspace, { traffic: {} }));
    expect(deployments()).toEqual([]);
  });
  it('destroys everything while there is traffic', async () => {
    await applied({ traffic: { v001: 50, v002: 50 } });
    expect(await terraform.run('destroy', '-auto-approve', '-no-color')).toMatchObject({ code: 0 });
    expect(terraform.graph.get(endpoint)).toBeUndefined();
  });
});

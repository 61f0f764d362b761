import { type OpenResourceGraph } from '../../../sandbox/arm';
import {
  deploymentBody,
  endpoint,
  endpointBody,
  group,
  model,
  servingEnvironment,
  workspace,
  workspaceGraph,
} from './sample-subscription';

let graph: OpenResourceGraph;

async function withDeployments(...names: string[]): Promise<void> {
  await graph.put(endpoint, endpointBody);
  for (const name of names) await graph.put(`${endpoint}/deployments/${name}`, deploymentBody);
}

const traffic = (weights: Record<string, number>, mirror: Record<string, number> = {}) =>
  graph.put(endpoint, {
    ...endpointBody,
    properties: { ...endpointBody.properties, traffic: weights, mirrorTraffic: mirror },
  });

beforeEach(async () => {
  graph = await workspaceGraph();
});

describe('an online endpoint', () => {
  it('tells where it answers, wherever the gateway runs now', async () => {
    await graph.put(endpoint, endpointBody);
    expect(graph.get(endpoint)?.properties.scoringUri).toBe('http://127.0.0.1:4000/inference/westeurope/triage/score');
    graph.serveAt('http://127.0.0.1:5000/');
    expect(graph.get(endpoint)?.properties.scoringUri).toBe('http://127.0.0.1:5000/inference/westeurope/triage/score');
  });

  it('refuses traffic at its creation, as there is no deployment to take it', async () => {
    const body = { ...endpointBody, properties: { authMode: 'Key', traffic: { v001: 100 } } };
    await expect(graph.put(endpoint, body)).rejects.toThrow(
      "names deployment 'v001', which endpoint 'triage' does not have",
    );
  });

  it.each([
    [{ v001: 95 }, 'totals 95 percent'],
    [{ v001: 60, v002: 60 }, 'totals 120 percent'],
    [{ v001: 99.5, v002: 0.5 }, 'must be a whole number'],
    [{ v001: 110, v002: -10 }, 'must be a whole number'],
    [{ v003: 100 }, "names deployment 'v003'"],
  ])('refuses traffic %j', async (weights, message) => {
    await withDeployments('v001', 'v002');
    await expect(traffic(weights as Record<string, number>)).rejects.toThrow(message);
  });

  it('takes traffic that totals 100, and 0 to switch it off', async () => {
    await withDeployments('v001', 'v002');
    expect((await traffic({ v001: 90, v002: 10 })).properties.traffic).toEqual({ v001: 90, v002: 10 });
    expect((await traffic({ v001: 0, v002: 0 })).properties.traffic).toEqual({ v001: 0, v002: 0 });
  });

  it('loses its traffic by a PUT that does not mention it', async () => {
    await withDeployments('v001');
    await traffic({ v001: 100 });
    expect((await graph.put(endpoint, endpointBody)).properties.traffic).toEqual({});
  });

  it('mirrors to one deployment that has no live traffic, at most half of it', async () => {
    await withDeployments('v001', 'v002', 'v003');
    await expect(traffic({ v001: 100 }, { v002: 51 })).rejects.toThrow('at most 50 percent');
    await expect(traffic({ v001: 100 }, { v002: 10, v003: 10 })).rejects.toThrow('must go to one deployment');
    await expect(traffic({ v001: 100 }, { v001: 10 })).rejects.toThrow("'v001' has live traffic");
    expect((await traffic({ v001: 100 }, { v002: 50 })).properties.mirrorTraffic).toEqual({ v002: 50 });
  });

  it.each(['ab', 'a'.repeat(33), '1triage', 'triage-', 'tri--age', 'tri_age'])('refuses the name %s', async (name) => {
    await expect(graph.put(`${workspace}/onlineEndpoints/${name}`, endpointBody)).rejects.toThrow(
      'must be 3 to 32 letters',
    );
  });

  it('has a name of its own in its region, across workspaces', async () => {
    await graph.put(endpoint, endpointBody);
    const elsewhere = `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-other`;
    await graph.put(elsewhere, { location: 'westeurope', properties: {} });
    await expect(graph.put(`${elsewhere}/onlineEndpoints/Triage`, endpointBody)).rejects.toThrow(
      'already in use in this region',
    );
    const abroad = `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-abroad`;
    await graph.put(abroad, { location: 'northeurope', properties: {} });
    await expect(
      graph.put(`${abroad}/onlineEndpoints/triage`, { ...endpointBody, location: 'North Europe' }),
    ).resolves.toMatchObject({ location: 'northeurope' });
  });

  it('keeps the identity that it was created with', async () => {
    const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-triage`;
    const { properties } = await graph.put(identity, { location: 'westeurope' });
    const body = {
      ...endpointBody,
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
    };
    const created = await graph.put(endpoint, body);
    expect(created.identity).toMatchObject({
      userAssignedIdentities: { [identity]: { principalId: properties.principalId } },
    });
    await expect(graph.put(endpoint, body)).resolves.toMatchObject({ identity: created.identity });
    await expect(graph.put(endpoint, { ...body, identity: { type: 'SystemAssigned' } })).rejects.toThrow(
      'cannot change after creation',
    );
    await expect(graph.put(endpoint, endpointBody)).rejects.toThrow('cannot change after creation');
  });

  it('gives keys that last until they are renewed, and only where it is asked for by key', async () => {
    await graph.put(endpoint, endpointBody);
    const first = (await graph.action(endpoint, 'listKeys')) as Record<string, string>;
    await graph.action(endpoint, 'regenerateKeys', { keyType: 'Secondary' });
    const second = (await graph.action(endpoint, 'listKeys')) as Record<string, string>;
    expect(second.primaryKey).toBe(first.primaryKey);
    expect(second.secondaryKey).not.toBe(first.secondaryKey);
    await graph.put(endpoint, { ...endpointBody, properties: { authMode: 'AADToken' } });
    await expect(graph.action(endpoint, 'listKeys')).rejects.toThrow('its authMode is AADToken, not Key');
  });
});

describe('a deployment', () => {
  it('runs a model and an environment that are registered', async () => {
    await graph.put(endpoint, endpointBody);
    const put = (properties: object) =>
      graph.put(`${endpoint}/deployments/v001`, {
        ...deploymentBody,
        properties: { ...deploymentBody.properties, ...properties },
      });
    await expect(put({ model: model.replace('/versions/1', '/versions/7') })).rejects.toThrow("names model '");
    await expect(put({ environmentId: `${servingEnvironment}0` })).rejects.toThrow("names environmentId '");
    await expect(put({ model: 'azureml://registries/shared/models/triage/versions/1' })).resolves.toBeDefined();
    await expect(put({})).resolves.toMatchObject({ properties: { provisioningState: 'Succeeded' } });
  });

  it('stays while it has live traffic, and goes without', async () => {
    await withDeployments('v001');
    await traffic({ v001: 100 });
    await expect(graph.delete(`${endpoint}/deployments/v001`)).rejects.toMatchObject({ status: 400 });
    await traffic({});
    await expect(graph.delete(`${endpoint}/deployments/v001`)).resolves.toBe(true);
  });

  it('goes with its endpoint, traffic or not', async () => {
    await withDeployments('v001');
    await traffic({ v001: 100 });
    await expect(graph.delete(endpoint)).resolves.toBe(true);
    expect(graph.get(`${endpoint}/deployments/v001`)).toBeUndefined();
  });

  it('is one of twenty at most', async () => {
    await withDeployments(...Array.from({ length: 20 }, (_, index) => `v${String(index + 1).padStart(3, '0')}`));
    await expect(graph.put(`${endpoint}/deployments/v021`, deploymentBody)).rejects.toThrow('at most 20 deployments');
  });

  it.each([
    ['PT180S', true, true],
    ['PT3M', true, true],
    ['PT181S', false, true],
    ['PT5M', false, true],
    ['PT5M0.5S', false, false],
    ['90', false, false],
    ['PT', false, false],
  ])('may take requests of %s: %s, or %s with the model of a flow', async (requestTimeout, plain, ofFlow) => {
    await graph.put(endpoint, endpointBody);
    const flow = model.replace(/1$/, '2');
    await graph.put(flow, {
      properties: { modelUri: 'azureml://flow', properties: { 'azureml.promptflow.source_flow_id': 'triage' } },
    });
    const deploy = async (id: string) => {
      const properties = { ...deploymentBody.properties, model: id, requestSettings: { requestTimeout } };
      return graph.put(`${endpoint}/deployments/v001`, { ...deploymentBody, properties }).then(
        () => true,
        (error: unknown) => !String(error).includes('ISO 8601 duration'),
      );
    };
    expect([await deploy(model), await deploy(flow)]).toEqual([plain, ofFlow]);
  });

  it('has fifty instances at most', async () => {
    await graph.put(endpoint, endpointBody);
    const id = `${endpoint}/deployments/v001`;
    await expect(graph.put(id, { ...deploymentBody, sku: { name: 'Default', capacity: 51 } })).rejects.toThrow(
      'at most 50',
    );
    await expect(graph.put(id, { ...deploymentBody, sku: { name: 'Default', capacity: 50 } })).resolves.toBeDefined();
  });

  it('lies where its workspace lies', async () => {
    await graph.put(endpoint, endpointBody);
    await expect(graph.put(`${endpoint}/deployments/v001`, { ...deploymentBody, location: 'eastus' })).rejects.toThrow(
      "must be its workspace's, 'westeurope'",
    );
  });

  it('changes its tags and its scale by PATCH, nothing else', async () => {
    await withDeployments('v001');
    const id = `${endpoint}/deployments/v001`;
    const patched = await graph.patch(id, { tags: { team: 'support' }, sku: { name: 'Default', capacity: 3 } });
    expect(patched).toMatchObject({ tags: { team: 'support' }, sku: { capacity: 3 }, properties: { model } });
    await expect(graph.patch(id, { properties: { model } })).rejects.toThrow('takes tags, identity and sku');
  });
});

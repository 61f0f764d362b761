import { type TerraformStack } from 'cdktf';
import { LogAnalytics, ManagedOnlineEndpoint, type ManagedOnlineEndpointProps, TrafficSplit } from '../../constructs';
import { endpointIdentity, platformParts } from './platform-parts';
import { type Attributes, type Synthesized, synthesized } from './synthesized';

type Options = Partial<ManagedOnlineEndpointProps>;

/** An endpoint `triage` with what `build` adds to it. */
function endpoint(options: Options, build: (made: ManagedOnlineEndpoint, stack: TerraformStack) => void): Synthesized {
  return synthesized((stack) => {
    const parts = platformParts(stack);
    const identity = endpointIdentity(stack, parts);
    const { workspace } = parts;
    build(new ManagedOnlineEndpoint(stack, 'triage', { workspace, identity, name: 'triage', ...options }), stack);
  });
}

const version = (number: number) => ({ modelId: `/models/${number}`, environmentId: '/environments/1' });
const traffic = (json: Synthesized): Attributes =>
  json.resourceAt('azapi_resource_action', 'triage/traffic').body.properties as Attributes;

describe('a managed online endpoint', () => {
  it('is called by Entra and over the public network, if nothing else is said', () => {
    const json = endpoint({}, () => undefined);
    expect(json.resource('azapi_resource')).toMatchObject({
      type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-06-01',
      name: 'triage',
      parent_id: expect.stringContaining('azurerm_machine_learning_workspace.'),
      location: 'westeurope',
      identity: [{ type: 'UserAssigned' }],
      body: { kind: 'Managed', properties: { authMode: 'AADToken', publicNetworkAccess: 'Enabled' } },
      response_export_values: ['properties.scoringUri'],
    });
  });

  it('takes every setting', () => {
    const json = synthesized((stack) => {
      const parts = platformParts(stack);
      const logAnalytics = LogAnalytics.fromLogAnalyticsId(stack, 'other-logs', '/logs');
      new ManagedOnlineEndpoint(stack, 'triage', {
        workspace: parts.workspace,
        identity: endpointIdentity(stack, parts),
        name: 'triage',
        authMode: 'Key',
        publicNetworkAccess: false,
        description: 'Sorts tickets',
        tags: { flow: 'triage' },
        logAnalytics,
      });
    });
    const properties = { authMode: 'Key', publicNetworkAccess: 'Disabled', description: 'Sorts tickets' };
    expect(json.resource('azapi_resource')).toMatchObject({ body: { properties }, tags: { flow: 'triage' } });
    for (const step of json.resources('azapi_resource_action')) {
      expect(step.body).toMatchObject({ properties, tags: { flow: 'triage' } });
    }
    expect(json.resource('azurerm_monitor_diagnostic_setting')).toMatchObject({
      log_analytics_workspace_id: '/logs',
      enabled_log: [
        { category: 'AmlOnlineEndpointTrafficLog' },
        { category: 'AmlOnlineEndpointConsoleLog' },
        { category: 'AmlOnlineEndpointEventLog' },
      ],
    });
  });

  it('waits for the grants of its identity', () => {
    const json = endpoint({}, () => undefined);
    const grants = json.resources('azurerm_role_assignment');
    expect(json.resource('azapi_resource').depends_on).toHaveLength(grants.length);
  });

  it('is created without traffic, which Azure refuses before there are deployments', () => {
    const json = endpoint({}, (made) => made.addDeployment('v001', version(1)));
    const body = json.resourceAt('azapi_resource', 'triage/Resource').body as Attributes;
    expect(body.properties).not.toHaveProperty('traffic');
  });

  it('is refused with a name of 40 characters', () => {
    const name = 'a'.repeat(40);
    expect(() => endpoint({ name }, () => undefined)).toThrow(`name "${name}" must be 3-32`);
  });

  it('that exists already is known by its name', () => {
    synthesized((stack) => {
      const { workspace } = platformParts(stack);
      const existing = ManagedOnlineEndpoint.fromEndpointName(stack, 'existing', workspace, 'triage');
      expect(existing.id).toBe(`${workspace.id}/onlineEndpoints/triage`);
    });
  });
});

describe('traffic of an endpoint', () => {
  it('goes to the only deployment, if nothing else is said', () => {
    const json = endpoint({}, (made) => made.addDeployment('v001', version(1)));
    expect(traffic(json)).toMatchObject({ traffic: { v001: 100 }, mirrorTraffic: {} });
  });

  it('is split as named, with every deployment listed', () => {
    const json = endpoint({ traffic: TrafficSplit.of({ v002: 90, v001: 10 }) }, (made) => {
      for (const number of [1, 2, 3]) made.addDeployment(`v00${number}`, version(number));
    });
    expect(traffic(json).traffic).toEqual({ v001: 10, v002: 90, v003: 0 });
  });

  it('is mirrored to one deployment', () => {
    const split = TrafficSplit.of({ v001: 100 }, { deployment: 'v002', percent: 20 });
    const json = endpoint({ traffic: split }, (made) => {
      for (const number of [1, 2]) made.addDeployment(`v00${number}`, version(number));
    });
    expect(traffic(json)).toMatchObject({ traffic: { v001: 100, v002: 0 }, mirrorTraffic: { v002: 20 } });
  });

  it('can be set after the deployments', () => {
    const json = endpoint({}, (made) => {
      for (const number of [1, 2]) made.addDeployment(`v00${number}`, version(number));
      made.setTraffic(TrafficSplit.all('v002'));
    });
    expect(traffic(json).traffic).toEqual({ v001: 0, v002: 100 });
  });

  it('is put with the whole endpoint, after the deployments and after each change of the endpoint', () => {
    const json = endpoint({}, (made) => made.addDeployment('v001', version(1)));
    const step = json.resourceAt('azapi_resource_action', 'triage/traffic');
    const made = json.resourceAt('azapi_resource', 'triage/Resource');
    const deployment = json.resourceAt('azapi_resource', 'v001/Resource');
    expect(step).toMatchObject({
      method: 'PUT',
      body: {
        location: 'westeurope',
        identity: { type: 'UserAssigned', userAssignedIdentities: expect.anything() },
        properties: made.body.properties as unknown,
      },
      depends_on: [`azapi_resource.${String(deployment['//'].metadata.uniqueId)}`],
      lifecycle: { replace_triggered_by: [`azapi_resource.${String(made['//'].metadata.uniqueId)}`] },
    });
    expect(Object.keys(step.body.identity.userAssignedIdentities as Attributes)).toEqual(made.identity[0].identity_ids);
    expect(step).not.toHaveProperty('when');
  });

  it('is taken away before the deployments are destroyed', () => {
    const json = endpoint({}, (made) => made.addDeployment('v001', version(1)));
    const drain = json.resourceAt('azapi_resource_action', 'triage/drain');
    const deployment = json.resourceAt('azapi_resource', 'v001/Resource');
    expect(drain).toMatchObject({
      method: 'PUT',
      when: 'destroy',
      body: { location: 'westeurope', properties: { authMode: 'AADToken', traffic: {}, mirrorTraffic: {} } },
      depends_on: [`azapi_resource.${String(deployment['//'].metadata.uniqueId)}`],
    });
  });

  it('may not name a deployment that is not there', () => {
    const build = () =>
      endpoint({ traffic: TrafficSplit.all('v002') }, (made) => made.addDeployment('v001', version(1)));
    expect(build).toThrow('traffic names deployment "v002", but the endpoint has v001');
  });

  it('must be split between several deployments', () => {
    const build = () =>
      endpoint({}, (made) => {
        for (const number of [1, 2]) made.addDeployment(`v00${number}`, version(number));
      });
    expect(build).toThrow('2 deployments need a traffic split');
  });
});

describe('a deployment', () => {
  const deployment = (options: Attributes): Attributes =>
    endpoint({}, (made) => made.addDeployment('v001', { ...version(1), ...options })).resourceAt(
      'azapi_resource',
      'v001/Resource',
    );

  it('serves a model version in an environment version', () => {
    expect(deployment({})).toMatchObject({
      type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments@2025-06-01',
      name: 'v001',
      parent_id: expect.stringContaining('azapi_resource.triage'),
      location: 'westeurope',
      body: {
        sku: { name: 'Default', capacity: 1 },
        properties: {
          endpointComputeType: 'Managed',
          model: '/models/1',
          environmentId: '/environments/1',
          instanceType: 'Standard_DS3_v2',
          appInsightsEnabled: true,
          requestSettings: { maxConcurrentRequestsPerInstance: 10, requestTimeout: 'PT1M30S' },
        },
      },
    });
  });

  it('stands before traffic moves and lasts until it has left', () => {
    expect(deployment({})).toMatchObject({ lifecycle: { create_before_destroy: true }, timeouts: { create: '90m' } });
  });

  it('takes every setting', () => {
    const made = deployment({
      instanceType: 'Standard_F4s_v2',
      instances: 3,
      requestTimeoutSeconds: 120,
      maxConcurrentRequests: 4,
      environmentVariables: { LEVEL: 'info' },
      applicationInsights: false,
      tags: { version: '1' },
    });
    expect(made).toMatchObject({
      tags: { version: '1' },
      body: {
        sku: { capacity: 3 },
        properties: {
          instanceType: 'Standard_F4s_v2',
          appInsightsEnabled: false,
          requestSettings: { maxConcurrentRequestsPerInstance: 4, requestTimeout: 'PT2M' },
          environmentVariables: { LEVEL: 'info', PROMPTFLOW_RUN_MODE: 'serving' },
        },
      },
    });
  });

  it('tells prompt flow where its connections are, and by which identity to read them', () => {
    const variables = deployment({}).body.properties.environmentVariables as Attributes;
    expect(variables.AZURE_CLIENT_ID).toMatch(/azurerm_user_assigned_identity\..*\.client_id/);
    expect(variables.PRT_CONFIG_OVERRIDE).toMatch(
      /^deployment\.subscription_id=.*,deployment\.resource_group=.*,deployment\.workspace_name=mlw-test,deployment\.endpoint_name=triage,deployment\.deployment_name=v001$/,
    );
    expect(variables).not.toHaveProperty('PROMPTFLOW_CONNECTION_PROVIDER');
  });

  it('shows all that is wrong with its props at once', () => {
    const build = () =>
      deployment({
        instances: 51,
        requestTimeoutSeconds: 301,
        maxConcurrentRequests: 1.5,
        environmentVariables: { AZURE_CLIENT_ID: 'mine' },
      });
    expect(build).toThrow('instances is 51, but must be a whole number from 1 to 50');
    expect(build).toThrow('requestTimeoutSeconds is 301');
    expect(build).toThrow('maxConcurrentRequests is 1.5');
    expect(build).toThrow('environmentVariables may not set AZURE_CLIENT_ID');
  });

  it('needs a name that Azure takes', () => {
    expect(() => endpoint({}, (made) => made.addDeployment('v1', version(1)))).toThrow('name "v1" must be 3-32');
  });

  it('is one of 20 at most', () => {
    const build = () =>
      endpoint({ traffic: TrafficSplit.none }, (made) => {
        for (let number = 100; number < 121; number += 1) made.addDeployment(`v${number}`, version(number));
      });
    expect(build).toThrow('21 deployments, but Azure takes 20');
  });
});

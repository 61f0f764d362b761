import { type AppServiceTarget } from '../../model/target';
import { type Attributes, type Synthesized } from '../constructs/synthesized';
import {
  aoai,
  assetVersion,
  exampleEnvironment,
  exampleRelease,
  flow,
  target,
  withTarget,
} from './example-environment';
import { synthesizedEnvironment } from './synthesized-environment';

const deployments = (serving: Synthesized): Attributes =>
  Object.fromEntries(
    serving
      .resources('azapi_resource')
      .filter(({ type }) => String(type).includes('/deployments@'))
      .map(({ name, body }) => [name as string, String(body.properties.model).replace(/^.*\}/, '')]),
  );
const traffic = (serving: Synthesized): Attributes =>
  serving.resourceAt('azapi_resource_action', '/traffic').body.properties as Attributes;

describe('the serving stack', () => {
  it('serves the registered versions, each by a deployment that is named after it', () => {
    const { serving } = synthesizedEnvironment(
      withTarget({ traffic: { current: 90, previous: 10 } }),
      exampleRelease('8', '7'),
    );
    expect(deployments(serving)).toEqual({ v007: '/models/triage/versions/7', v008: '/models/triage/versions/8' });
    expect(traffic(serving).traffic).toEqual({ v007: 10, v008: 90 });
    for (const path of ['v007/Resource', 'v008/Resource']) {
      const { properties } = serving.resourceAt('azapi_resource', path).body as Attributes;
      expect(properties.environmentId).toMatch(/\/environments\/flow-serving\/versions\/3$/);
    }
  });

  it('runs a version with an image of its own in the environment of that image, with references to secrets', () => {
    const image = { repository: 'triage', tag: '1a2b', environment: assetVersion('flow-serving-triage', '5') };
    const { flows, ...release } = exampleRelease('8', '7');
    const triage = { ...flows.triage!, current: { ...flows.triage!.current, image } };
    const environment = exampleEnvironment({
      connections: [{ ...aoai, auth: { key: { env: 'AOAI_KEY', version: '1' } } }],
      flows: [{ ...flow, connections: ['aoai'], targets: [{ ...target, traffic: { current: 90, previous: 10 } }] }],
    });
    const { serving } = synthesizedEnvironment(environment, { ...release, flows: { triage } });
    const deployment = (name: string) =>
      serving.resourceAt('azapi_resource', `${name}/Resource`).body.properties as Attributes;
    expect(deployment('v008').environmentId).toMatch(/\/environments\/flow-serving-triage\/versions\/5$/);
    expect(deployment('v008').environmentVariables).toMatchObject({
      AOAI_API_KEY: '$${{azureml://connections/aoai/credentials/key}}',
    });
    expect(deployment('v007').environmentId).toMatch(/\/environments\/flow-serving\/versions\/3$/);
    expect(deployment('v007').environmentVariables).not.toHaveProperty('AOAI_API_KEY');
  });

  it('can be planned for a release from before a flow had an image, and for one whose flows all had one', () => {
    const app: AppServiceTarget = {
      target: 'app-service',
      name: 'app-triage-dev',
      identity: 'id-app-triage-dev',
      auth: 'none',
      plan: 'apps',
      traffic: { current: 100, previous: 0 },
      environmentVariables: {},
    };
    const plan = { name: 'apps', resourceName: 'asp-apps', sku: 'S1', workers: 1, zoneRedundant: false };
    const flows = [{ ...flow, targets: [app] }];
    const before = synthesizedEnvironment(exampleEnvironment({ flows, appServicePlans: [plan] }), exampleRelease('8'));
    expect(JSON.stringify(before.serving.resources('azurerm_linux_web_app'))).toContain('triage:0000');

    const { servingEnvironment, ...release } = exampleRelease('8');
    const after = synthesizedEnvironment(exampleEnvironment(), release);
    const { properties } = after.serving.resourceAt('azapi_resource', 'v008/Resource').body as Attributes;
    expect([servingEnvironment?.version, properties.environmentId]).toEqual([
      '3',
      expect.stringMatching(/flow-serving\/versions\/1$/),
    ]);
  });

  it('holds an identity for each endpoint, which may use what the connections of its flow lead to', () => {
    const account = '/subscriptions/a/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/contoso';
    const flows = [
      { ...flow, connections: ['aoai'] },
      { ...flow, name: 'reply', targets: [{ ...target, name: 'reply-dev', identity: 'id-reply-dev' }] },
    ];
    const connections = [{ ...aoai, resourceId: account }];
    const { serving } = synthesizedEnvironment(exampleEnvironment({ flows, connections }), exampleRelease('1'));
    expect(serving.resources('azurerm_user_assigned_identity').map(({ name }) => name as string)).toEqual([
      'id-reply-dev',
      'id-triage-dev',
    ]);
    const onAccount = serving.resources('azurerm_role_assignment').filter(({ scope }) => scope === account);
    expect(onAccount.map((role) => String(role.principal_id))).toEqual([
      expect.stringContaining('azurerm_user_assigned_identity.identities_id-triage-dev'),
    ]);
  });

  it.each(['rbac', 'access-policy'] as const)('lets endpoints read a vault that is ruled by %s', (authorization) => {
    const keyVault = { authorization, purgeProtection: false, softDeleteDays: 7 };
    const { serving } = synthesizedEnvironment(exampleEnvironment({ keyVault }), exampleRelease('1'));
    const roles = serving.resources('azurerm_role_assignment').map((role) => role.role_definition_name as string);
    const policies = serving
      .resources('azurerm_key_vault_access_policy')
      .map((policy) => policy.secret_permissions as string[]);
    expect(roles.includes('Key Vault Secrets User')).toBe(authorization === 'rbac');
    expect(policies).toEqual(authorization === 'rbac' ? [] : [['Get', 'List']]);
  });

  it('gives the first release everything, whatever the split', () => {
    const { serving } = synthesizedEnvironment(
      withTarget({ traffic: { current: 10, previous: 90 } }),
      exampleRelease('1'),
    );
    expect(deployments(serving)).toEqual({ v001: '/models/triage/versions/1' });
    expect(traffic(serving).traffic).toEqual({ v001: 100 });
  });

  it('lets go of the previous version when it has no share', () => {
    const { serving } = synthesizedEnvironment(withTarget({}), exampleRelease('8', '7'));
    expect(Object.keys(deployments(serving))).toEqual(['v008']);
    expect(traffic(serving).traffic).toEqual({ v008: 100 });
  });

  it('mirrors traffic to one of the two', () => {
    const mirror = { release: 'current', percent: 20 } as const;
    const { serving } = synthesizedEnvironment(
      withTarget({ traffic: { current: 0, previous: 100 }, mirror }),
      exampleRelease('8', '7'),
    );
    expect(traffic(serving)).toMatchObject({ traffic: { v007: 100, v008: 0 }, mirrorTraffic: { v008: 20 } });
  });

  it('runs deployments as the target says', () => {
    const { serving } = synthesizedEnvironment(
      withTarget({
        auth: 'key',
        description: 'Sorts tickets',
        instanceType: 'Standard_F4s_v2',
        instances: 3,
        requestTimeoutSeconds: 60,
        maxConcurrentRequests: 5,
        environmentVariables: { LEVEL: 'debug' },
      }),
      exampleRelease('1'),
    );
    expect(serving.resourceAt('azapi_resource', '1a2b/Resource').body.properties).toMatchObject({
      authMode: 'Key',
      description: 'Sorts tickets',
    });
    expect(serving.resourceAt('azapi_resource', 'v001/Resource').body).toMatchObject({
      sku: { capacity: 3 },
      properties: {
        instanceType: 'Standard_F4s_v2',
        requestSettings: { requestTimeout: 'PT1M', maxConcurrentRequestsPerInstance: 5 },
        environmentVariables: { LEVEL: 'debug' },
      },
    });
  });

  it('takes text as it is written, though it looks like Terraform', () => {
    const environment = withTarget({
      description: 'Costs ${price} %{if}',
      environmentVariables: { SECRET: '${{azureml://connections/crm/credentials/key}}' },
    });
    const { serving } = synthesizedEnvironment(environment, exampleRelease('1'));
    expect(serving.resourceAt('azapi_resource', '1a2b/Resource').body.properties.description).toBe(
      'Costs $${price} %%{if}',
    );
    expect(serving.resourceAt('azapi_resource', 'v001/Resource').body.properties.environmentVariables.SECRET).toBe(
      '$${{azureml://connections/crm/credentials/key}}',
    );
  });

  it('describes an endpoint by its flow, where it has no words of its own', () => {
    const environment = exampleEnvironment({ flows: [{ ...flow, description: 'Sorts support tickets' }] });
    const { serving } = synthesizedEnvironment(environment, exampleRelease('1'));
    expect(serving.resourceAt('azapi_resource', '1a2b/Resource').body.properties.description).toBe(
      'Sorts support tickets',
    );
  });

  it('refers to the platform by its state', () => {
    const { serving } = synthesizedEnvironment(exampleEnvironment(), exampleRelease('1'));
    const endpoint = serving.resourceAt('azapi_resource', '1a2b/Resource');
    const platform = /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-dev-platform\.outputs\./;
    expect(endpoint.parent_id).toMatch(platform);
    expect(serving.resource('azurerm_user_assigned_identity').resource_group_name).toMatch(platform);
    for (const { scope } of serving.resources('azurerm_role_assignment')) expect(scope).toMatch(platform);
    expect(serving.resources('azurerm_machine_learning_workspace')).toEqual([]);
  });

  it('records what it serves once traffic is shifted, and where to send requests', () => {
    const release = exampleRelease('8', '7');
    const { serving } = synthesizedEnvironment(exampleEnvironment(), release);
    expect(serving.outputs.release).toMatchObject({
      value: { servingEnvironment: release.servingEnvironment, flows: release.flows },
      depends_on: [expect.stringContaining('azapi_resource_action.endpoints_triage-dev-1a2b_traffic')],
    });
    expect(serving.outputs.scoring_uris.value).toEqual({
      'triage-dev-1a2b': expect.stringContaining('.output.properties.scoringUri'),
    });
  });

  it('plans with version 1 and says so, where a flow or everything is not registered yet', () => {
    const nothing = synthesizedEnvironment(exampleEnvironment());
    expect(Object.keys(deployments(nothing.serving))).toEqual(['v001']);
    expect(nothing.manifest.stacks['dev-serving'].annotations).toMatchObject([
      { level: '@cdktf/warn', message: expect.stringContaining('nothing is registered yet in dev') },
    ]);

    const oneFlow = synthesizedEnvironment(exampleEnvironment(), { ...exampleRelease('1'), flows: {} });
    expect(oneFlow.manifest.stacks['dev-serving'].annotations).toMatchObject([
      { message: expect.stringContaining('flow triage is not registered yet in dev') },
    ]);

    const registered = synthesizedEnvironment(exampleEnvironment(), exampleRelease('1'));
    expect(registered.manifest.stacks['dev-serving'].annotations).toEqual([]);
  });

  it('holds nothing for flows that are not deployed', () => {
    const environment = exampleEnvironment({ flows: [{ ...flow, targets: [] }] });
    const { serving, manifest } = synthesizedEnvironment(environment);
    expect(manifest.stacks['dev-serving'].annotations).toEqual([]);
    expect(serving.resources('azapi_resource')).toEqual([]);
    expect(serving.resources('azurerm_user_assigned_identity')).toEqual([]);
  });
});

import { type Environment } from '../../model/environment';
import { type ExistingResources } from '../../model/extent';
import { AppliedEnvironment } from './applied-environment';
import { exampleEnvironment, exampleRelease, flow, target } from './example-environment';
import { synthesizedEnvironment } from './synthesized-environment';

const subscription = '/subscriptions/00000000-0000-0000-0000-000000000001';
const ownGroup = `${subscription}/resourceGroups/rg-contoso-dev`;
const sharedGroup = `${subscription}/resourceGroups/rg-shared`;
const workspaceParts = {
  keyVault: `${sharedGroup}/providers/Microsoft.KeyVault/vaults/kv-shared`,
  storageAccount: `${sharedGroup}/providers/Microsoft.Storage/storageAccounts/stshared`,
  containerRegistry: `${sharedGroup}/providers/Microsoft.ContainerRegistry/registries/crshared`,
  applicationInsights: `${sharedGroup}/providers/Microsoft.Insights/components/appi-shared`,
};
const shared = {
  ...workspaceParts,
  logAnalytics: `${sharedGroup}/providers/Microsoft.OperationalInsights/workspaces/log-shared`,
};
const workspace = `${sharedGroup}/providers/Microsoft.MachineLearningServices/workspaces/mlw-shared`;
const identity = `${sharedGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shared`;
const existingThings = [ownGroup, sharedGroup, ...Object.values(shared), workspace, identity];

const connections = [
  { name: 'serp', type: 'serp', auth: { key: { env: 'SERP_KEY', version: '1' } }, configs: {} },
] as const;

/** Two flows that run as one existing identity, on what exists. */
function environment(existing: ExistingResources, changes: Partial<Environment> = {}, grant = true): Environment {
  const existingIdentity = { id: identity, grant };
  const twice = [
    { ...flow, targets: [{ ...target, existingIdentity }] },
    { ...flow, name: 'other', targets: [{ ...target, name: 'other-dev', identity: 'id-other', existingIdentity }] },
  ];
  return exampleEnvironment({
    existing: { resourceGroup: true, ...existing },
    connections,
    flows: twice,
    keyVault: { authorization: 'access-policy', purgeProtection: false, softDeleteDays: 7 },
    ...changes,
  });
}

const everything = environment({ workspace, logAnalytics: shared.logAnalytics });
const newWorkspace = environment(shared);
const { flows: versions } = exampleRelease('1');
const release = { ...exampleRelease('1'), flows: { ...versions, other: versions.triage! } };

describe('an environment on things that exist already, as Terraform sees it', () => {
  it.each([
    ['a workspace with all its parts', everything, ['azapi_resource', 'azurerm_role_assignment']],
    ['all parts of a new workspace', newWorkspace, ['azurerm_machine_learning_workspace']],
  ] as const)('takes %s, and manages none of it', (_, environmentOf, made) => {
    const { platform, serving } = synthesizedEnvironment(environmentOf, release);
    for (const type of made) expect(platform.resources(type).length).toBeGreaterThan(0);
    const managed = [platform, serving].flatMap((stack) => stack.managed());
    const names = existingThings.map((id) => id.split('/').at(-1));
    for (const { type, attributes } of managed) {
      expect({ type, name: attributes.name as string }).not.toMatchObject({
        name: expect.stringMatching(`^(${names.join('|')})$`),
      });
      expect(existingThings).not.toContain(attributes.resource_id);
      expect(type === 'azapi_update_resource' && environmentOf === everything).toBe(false);
      if (type === 'azurerm_monitor_diagnostic_setting') {
        expect(existingThings).not.toContain(attributes.target_resource_id);
      }
    }
  });

  it('grants a shared identity each role once, or none where others see to that', () => {
    const roles = (of: Environment) =>
      synthesizedEnvironment(of, release)
        .serving.resources('azurerm_role_assignment')
        .map(({ role_definition_name: role }) => role as string);
    expect(roles(everything)).toEqual([
      'AcrPull',
      'Azure Machine Learning Workspace Connection Secrets Reader',
      'Storage Blob Data Reader',
    ]);
    const ungranted = environment({ workspace }, {}, false);
    expect(roles(ungranted)).toEqual([]);
    expect(synthesizedEnvironment(ungranted, release).serving.resources('azurerm_key_vault_access_policy')).toEqual([]);
  });

  it('leaves the roles of whoever deploys alone where it has them already', () => {
    const { platform } = synthesizedEnvironment(environment({ workspace, grantDeployer: false }), release);
    expect(platform.resources('azurerm_role_assignment')).toEqual([]);
  });
});

describe('an environment on things that exist already, applied by Terraform in the sandbox', () => {
  let applied: AppliedEnvironment;
  let before: readonly string[];
  const readAll = () => Promise.all(existingThings.map((id) => applied.read(id)));

  beforeAll(async () => {
    applied = await AppliedEnvironment.open({ TF_VAR_connection_serp_key: 'key' });
    const location = 'westeurope';
    await applied.put(ownGroup, { location, tags: { owner: 'somebody' } });
    await applied.put(sharedGroup, { location });
    for (const id of [shared.logAnalytics, shared.applicationInsights, identity]) await applied.put(id, { location });
    const vault = { tenantId: exampleEnvironment().tenant, sku: { family: 'A', name: 'standard' } };
    await applied.put(shared.keyVault, { location, properties: { ...vault, enableRbacAuthorization: false } });
    await applied.put(shared.storageAccount, { location, sku: { name: 'Standard_LRS' }, kind: 'StorageV2' });
    await applied.put(shared.containerRegistry, { location, sku: { name: 'Standard' } });
    await applied.put(workspace, { location, identity: { type: 'SystemAssigned' }, properties: workspaceParts });
    before = await readAll();
  });
  afterAll(() => applied.close());

  it('serves from an existing workspace in another resource group, and changes nothing but a policy of its vault', async () => {
    expect((await applied.apply('platform', everything)).again).toBe('No changes');
    for (const [kind, properties] of Object.entries({
      'models/triage/versions/1': { modelType: 'custom_model', modelUri: 'azureml://datastores/x/paths/triage/1' },
      'environments/flow-serving/versions/3': { image: 'serving:1' },
    })) {
      await applied.register(everything, kind, properties);
    }
    expect((await applied.apply('serving', everything, release)).again).toBe('No changes');
    const { endpoints } = await applied.sandbox.status();
    expect(endpoints.map(({ name }) => name).sort()).toEqual(['other-dev', 'triage-dev-1a2b']);
    expect(await applied.read(`${workspace}/connections/serp`)).toContain('"category":"Serp"');
    expect(await applied.read(shared.keyVault)).toContain('"accessPolicies":[{');
    const changed = (await readAll()).filter((text, index) => text !== before[index]);
    expect(changed).toEqual([await applied.read(shared.keyVault)]);
  });

  it('leaves all of it as it was, byte by byte', async () => {
    await applied.destroy('serving', everything, release);
    await applied.destroy('platform', everything);
    expect(await readAll()).toEqual(before);
  });

  it('makes a new workspace of existing parts, and leaves them as they were too', async () => {
    expect((await applied.apply('platform', newWorkspace)).again).toBe('No changes');
    const made = await applied.read(
      `${ownGroup}/providers/Microsoft.MachineLearningServices/workspaces/mlw-contoso-dev`,
    );
    expect(made).toContain(shared.storageAccount);
    expect(await readAll()).toEqual(before);
    await applied.destroy('platform', newWorkspace);
    expect(await readAll()).toEqual(before);
  });

  it('says what an existing workspace lacks', async () => {
    const bare = workspace.replace('mlw-shared', 'mlw-bare');
    const properties = { ...workspaceParts, containerRegistry: null };
    await applied.put(bare, { location: 'westeurope', identity: { type: 'SystemAssigned' }, properties });
    await expect(applied.apply('platform', environment({ workspace: bare }))).rejects.toThrow(
      /Workspace mlw-bare has no containerRegistry: attach one to it/,
    );
  });
});

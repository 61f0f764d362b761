import { group, storage, vault, workspace, workspaceGraph } from '../arm/sample-subscription';
import { unframed } from './printed';
import { type Config, terraformWorkspace, type TerraformWorkspace, withProviders } from './terraform-workspace';

const connectionType = 'Microsoft.MachineLearningServices/workspaces/connections@2025-06-01';
const connection = `${workspace}/connections/aoai`;

let terraform: TerraformWorkspace;
beforeAll(async () => {
  terraform = await terraformWorkspace((directory) => workspaceGraph(directory));
});
afterAll(() => terraform.close());

const aoai = (properties: Config = {}, more: Config = {}) => ({
  type: connectionType,
  name: 'aoai',
  parent_id: workspace,
  body: {
    properties: {
      category: 'AzureOpenAI',
      authType: 'AAD',
      target: 'https://contoso.openai.azure.com/',
      metadata: { ApiType: 'Azure', ApiVersion: '2024-02-01' },
      ...properties,
    },
  },
  ...more,
});
// Terraform's JSON takes no empty `resource`.
const resources = (resource: Config, more: Config = {}) =>
  withProviders({ ...(Object.keys(resource).length === 0 ? {} : { resource }), ...more });

async function refused(config: Config, command: 'plan' | 'apply' = 'apply'): Promise<string> {
  terraform.write(config);
  const { code, text } =
    command === 'plan'
      ? await terraform.run('plan', '-no-color')
      : await terraform.run('apply', '-auto-approve', '-no-color');
  expect(code).toBe(1);
  return unframed(text);
}

describe('azapi_resource', () => {
  it('creates exactly the configured body', async () => {
    await terraform.apply(resources({ azapi_resource: { aoai: aoai() } }));
    expect(terraform.graph.get(connection)?.properties).toMatchObject({
      category: 'AzureOpenAI',
      metadata: { ApiType: 'Azure' },
    });
    expect((await terraform.plan()).text).toContain('No changes.');
  });

  it('updates in place, and leaves out what the body no longer names', async () => {
    const text = await terraform.apply(
      resources({ azapi_resource: { aoai: aoai({ metadata: { ApiType: 'Azure' } }) } }),
    );
    expect(text).toContain('0 added, 1 changed, 0 destroyed');
    expect(terraform.graph.get(connection)?.properties.metadata).toEqual({ ApiType: 'Azure' });
  });

  it('sees a change that was made beside Terraform', async () => {
    const { properties } = terraform.graph.get(connection)!;
    await terraform.graph.put(connection, {
      properties: { ...properties, target: 'https://elsewhere.openai.azure.com/' },
    });
    const { code, text } = await terraform.plan();
    expect(code).toBe(2);
    expect(text).toContain('"https://elsewhere.openai.azure.com/" -> "https://contoso.openai.azure.com/"');
  });

  it('is not worried by properties that nobody configured', async () => {
    const { properties } = terraform.graph.get(connection)!;
    await terraform.graph.put(connection, {
      properties: { ...properties, target: 'https://contoso.openai.azure.com/', expiryTime: '2030-01-01' },
    });
    expect((await terraform.plan()).text).toContain('No changes.');
  });

  it('follows a newer API version in place', async () => {
    const text = await terraform.apply(
      resources({
        azapi_resource: {
          aoai: aoai({ metadata: { ApiType: 'Azure' } }, { type: connectionType.replace('06', '09') }),
        },
      }),
    );
    expect(text).toContain('0 added, 1 changed, 0 destroyed');
  });

  it.each([
    ['a name', { name: 'aoai2' }],
    ['a value that it was told to watch', { replace_triggers_external_values: { region: 'b' } }],
    [
      'a part of the body that it was told to watch',
      { replace_triggers_refs: ['properties.target'], body: aoai({ target: 'https://b/' }).body },
    ],
  ])('is replaced for %s', async (_what, change) => {
    const watching = {
      replace_triggers_external_values: { region: 'a' },
      replace_triggers_refs: ['properties.target'],
    };
    await terraform.apply(resources({ azapi_resource: { aoai: aoai({}, watching) } }));
    const { text } = await terraform.plan(
      resources({ azapi_resource: { aoai: { ...aoai({}, watching), ...change } } }),
    );
    expect(text).toContain('1 to add, 0 to change, 1 to destroy');
  });

  it('does not take over what exists: it says that an import is needed', async () => {
    await terraform.graph.put(`${workspace}/connections/theirs`, aoai().body);
    const text = await refused(resources({ azapi_resource: { aoai: aoai(), theirs: aoai({}, { name: 'theirs' }) } }));
    expect(text).toContain('Error: Resource already exists');
    expect(text).toContain(
      `A resource with the ID "${workspace}/connections/theirs" already exists - to be managed via Terraform this resource needs to be imported into the State.`,
    );
  });

  it('is imported by its id', async () => {
    const imports = [{ to: 'azapi_resource.theirs', id: `${workspace}/connections/theirs?api-version=2025-06-01` }];
    const text = await terraform.apply(
      resources({ azapi_resource: { aoai: aoai(), theirs: aoai({}, { name: 'theirs' }) } }, { import: imports }),
    );
    expect(text).toContain('1 imported, 0 added');
    expect((await terraform.plan()).text).toContain('No changes.');
  });

  it('passes on what ARM refuses, with status, code and message', async () => {
    const text = await refused(resources({ azapi_resource: { aoai: aoai({ authType: 'ManagedIdentity' }) } }));
    expect(text).toContain('Error: Failed to create/update resource');
    expect(text).toContain('RESPONSE 400: 400 Bad Request');
    expect(text).toContain('ERROR CODE: ValidationError');
    expect(text).toContain("Connection 'aoai' of category AzureOpenAI cannot use authType ManagedIdentity");
    expect(terraform.graph.get(connection)?.properties.authType).toBe('AAD');
  });

  it.each([
    ['a type without API version', { type: 'Microsoft.KeyVault/vaults' }, '<resource type>@<API version>'],
    ['an API version that is none', { type: 'Microsoft.KeyVault/vaults@latest' }, 'no API version such as 2025-06-01'],
    [
      'a setting given twice',
      { location: 'westeurope', body: { location: 'westeurope' } },
      `can't specify both the argument "location"`,
    ],
    ['a computed value', { output: {} }, `Can't configure a value for "output"`],
  ])('refuses %s while planning', async (_what, change, message) => {
    expect(await refused(resources({ azapi_resource: { aoai: { ...aoai(), ...change } } }), 'plan')).toContain(message);
  });

  it('refuses a parent of another type', async () => {
    const text = await refused(resources({ azapi_resource: { other: aoai({}, { name: 'other', parent_id: vault }) } }));
    expect(text).toContain('must be the id of a Microsoft.MachineLearningServices/workspaces');
  });

  it.each([
    ['nothing for a name', { name: undefined }, '"name" is missing, and the provider has no default_name'],
    [
      'a parent that is no id',
      { name: 'other', parent_id: 'mlw-contoso-dev' },
      "'mlw-contoso-dev' is not a resource id",
    ],
  ])('refuses %s', async (_what, change, message) => {
    expect(await refused(resources({ azapi_resource: { other: { ...aoai(), ...change } } }))).toContain(message);
  });

  it('gives an identity, and takes it away with its block', async () => {
    const app = {
      type: 'Microsoft.Example/sites@2024-11-01',
      name: 'app',
      parent_id: group,
      location: 'West Europe',
      tags: { a: 'b' },
      body: {},
    };
    await terraform.apply(resources({ azapi_resource: { app: { ...app, identity: { type: 'SystemAssigned' } } } }));
    const { identity, output } = terraform.attributes('azapi_resource.app');
    expect(identity).toMatchObject([{ type: 'SystemAssigned', principal_id: expect.stringMatching(/-/) as string }]);
    expect(output).toMatchObject({ value: { properties: { provisioningState: 'Succeeded' } } });
    expect((await terraform.plan()).text).toContain('No changes.');
    await terraform.apply(resources({ azapi_resource: { app } }));
    expect(terraform.graph.get(`${group}/providers/Microsoft.Example/sites/app`)?.identity).toEqual({ type: 'None' });
    expect((await terraform.plan()).text).toContain('No changes.');
  });

  it('exports paths, or JMESPath queries by name', async () => {
    const account = { type: 'Microsoft.Storage/storageAccounts@2023-05-01', resource_id: storage };
    await terraform.apply(
      resources(
        {},
        {
          data: {
            azapi_resource: {
              paths: { ...account, response_export_values: ['properties.primaryEndpoints.blob', 'location'] },
              queries: {
                ...account,
                response_export_values: {
                  hosts: 'length(keys(properties.primaryEndpoints))',
                  none: 'properties.absent',
                },
              },
            },
          },
        },
      ),
    );
    expect(terraform.attributes('azapi_resource.paths').output).toMatchObject({
      value: {
        location: 'westeurope',
        properties: { primaryEndpoints: { blob: 'https://stcontosodev.blob.core.windows.net/' } },
      },
    });
    expect(terraform.attributes('azapi_resource.queries').output).toMatchObject({ value: { hosts: 5, none: null } });
  });

  it('sends null or leaves it out, as it is told', async () => {
    const plan = {
      type: 'Microsoft.Example/serverFarms@2024-11-01',
      name: 'plan',
      parent_id: group,
      body: { properties: { zone: null, size: 1 } },
    };
    const id = `${group}/providers/Microsoft.Example/serverFarms/plan`;
    await terraform.apply(resources({ azapi_resource: { plan } }));
    expect(terraform.graph.get(id)?.properties).toHaveProperty('zone', null);
    await terraform.apply(resources({ azapi_resource: { plan: { ...plan, ignore_null_property: true } } }));
    expect(terraform.graph.get(id)?.properties).not.toHaveProperty('zone');
  });

  it('warns of arguments that have no effect in the sandbox', async () => {
    terraform.write(
      resources({ azapi_resource: { aoai: aoai({}, { list_unique_id_property: { 'properties.list': 'name' } }) } }),
    );
    const { code, text } = await terraform.run('validate', '-no-color');
    expect(code).toBe(0);
    expect(unframed(text)).toContain('Warning: The sandbox does not emulate "list_unique_id_property"');
  });

  it('keeps numbers to the last digit', async () => {
    const body = '{"properties":{"big":9007199254740993,"tiny":0.1,"deep":[{"n":123456789012345678}],"none":null}}';
    const type = 'Microsoft.Example/sites@2024-11-01';
    const config = JSON.stringify(
      resources({ azapi_resource: { numbers: { type, name: 'numbers', parent_id: group, body: '@' } } }),
    );
    await terraform.apply(config.replace('"@"', body));
    expect(terraform.read('terraform.tfstate')).toMatch(/"big": 9007199254740993,[\s\S]*"n": 123456789012345678/);
    expect((await terraform.plan()).text).toContain('No changes.');
  });
});

describe('azapi_update_resource', () => {
  const update = (properties: Config) =>
    resources({
      azapi_update_resource: {
        store: { type: 'Microsoft.Storage/storageAccounts@2023-05-01', resource_id: storage, body: { properties } },
      },
    });

  it('merges into what is there', async () => {
    await terraform.graph.patch(storage, { properties: { custom: { one: 1 } } });
    await terraform.apply(update({ custom: { two: 2 } }));
    expect(terraform.graph.get(storage)?.properties.custom).toEqual({ one: 1, two: 2 });
    expect((await terraform.plan()).text).toContain('No changes.');
  });

  it('keeps in Azure what the configuration no longer names', async () => {
    await terraform.apply(update({ custom: { three: 3 } }));
    expect(terraform.graph.get(storage)?.properties.custom).toEqual({ one: 1, two: 2, three: 3 });
  });

  it('sees drift of what it set', async () => {
    await terraform.graph.patch(storage, { properties: { custom: { three: 4 } } });
    expect((await terraform.plan()).text).toContain('4 -> 3');
  });

  it('changes nothing when it is destroyed', async () => {
    await terraform.apply(resources({}));
    expect(terraform.graph.get(storage)?.properties.custom).toEqual({ three: 4 });
  });

  it('needs a resource that exists', async () => {
    const missing = { type: 'Microsoft.Storage/storageAccounts@2023-05-01', resource_id: `${storage}2`, body: {} };
    expect(await refused(resources({ azapi_update_resource: { missing } }))).toContain('RESPONSE 404: 404 Not Found');
  });
});

describe('azapi_resource_action', () => {
  const action = (more: Config) => ({
    type: 'Microsoft.Storage/storageAccounts@2023-05-01',
    resource_id: storage,
    ...more,
  });

  it('runs once, and again when an argument changes', async () => {
    await terraform.apply(
      resources({ azapi_resource_action: { tag: action({ method: 'PATCH', body: { tags: { run: '1' } } }) } }),
    );
    await terraform.graph.patch(storage, { tags: { run: 'other' } });
    expect((await terraform.plan()).text).toContain('No changes.');
    await terraform.apply(
      resources({ azapi_resource_action: { tag: action({ method: 'PATCH', body: { tags: { run: '2' } } }) } }),
    );
    expect(terraform.graph.get(storage)?.tags).toMatchObject({ run: '2' });
  });

  it('keeps a sensitive answer out of what Terraform prints', async () => {
    const keys = action({ action: 'listKeys', sensitive_response_export_values: ['keys'] });
    const text = await terraform.apply(resources({ azapi_resource_action: { keys } }));
    const { keys: given } = (await terraform.graph.action(storage, 'listKeys')) as { keys: { value: string }[] };
    expect(terraform.attributes('azapi_resource_action.keys').sensitive_output).toMatchObject({
      value: { keys: given },
    });
    expect(text).not.toContain(given[0]!.value);
  });

  it('with when = "destroy" waits for the end', async () => {
    const farewell = action({ method: 'PATCH', when: 'destroy', body: { tags: { run: 'over' } } });
    await terraform.apply(resources({ azapi_resource_action: { farewell } }));
    expect(terraform.graph.get(storage)?.tags).toMatchObject({ run: '2' });
    await terraform.apply(resources({}));
    expect(terraform.graph.get(storage)?.tags).toMatchObject({ run: 'over' });
  });

  it('fails on what is missing, unless that is expected', async () => {
    const missing = { type: 'Microsoft.Storage/storageAccounts@2023-05-01', resource_id: `${storage}2`, method: 'GET' };
    expect(await refused(resources({ azapi_resource_action: { missing } }))).toContain('RESPONSE 404');
    await terraform.apply(resources({ azapi_resource_action: { missing: { ...missing, ignore_not_found: true } } }));
    expect(terraform.attributes('azapi_resource_action.missing').exist).toBe(false);
  });
});

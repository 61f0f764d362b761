import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vault, workspace, workspaceGraph } from '../arm/sample-subscription';
import { type Config, terraformWorkspace, type TerraformWorkspace, withProviders } from './terraform-workspace';

const secret = 'p4ssphrase-of-the-search-service';
const rotated = 'n3xt-passphrase';

let terraform: TerraformWorkspace;
beforeAll(async () => {
  terraform = await terraformWorkspace((directory) => workspaceGraph(directory));
});
afterAll(() => terraform.close());

const config = (version: string, resource: Config = {}) =>
  withProviders({
    variable: { search_key: { type: 'string', sensitive: true, ephemeral: true } },
    resource: {
      azapi_resource: {
        search: {
          type: 'Microsoft.MachineLearningServices/workspaces/connections@2025-06-01',
          name: 'search',
          parent_id: workspace,
          body: {
            properties: {
              category: 'CognitiveSearch',
              authType: 'ApiKey',
              target: 'https://contoso.search.windows.net',
            },
          },
          sensitive_body: { properties: { credentials: { key: '${var.search_key}' } } },
          sensitive_body_version: { 'properties.credentials.key': version },
        },
      },
      azurerm_key_vault_secret: {
        search: {
          name: 'search-key',
          key_vault_id: vault,
          value_wo: '${var.search_key}',
          value_wo_version: Number(version),
        },
      },
      ...resource,
    },
  });

const key = async () =>
  (
    (await terraform.graph.action(`${workspace}/connections/search`, 'listsecrets')) as {
      properties: { credentials: { key: string } };
    }
  ).properties.credentials.key;

/** Everything that the runs left on disk. */
function leftovers(): string {
  return readdirSync(terraform.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}

it('sends secrets to Azure and leaves them nowhere: not in the state, the plan, the graph or the output', async () => {
  terraform.setVariable('search_key', secret);
  terraform.write(config('1'));
  await terraform.run('init', '-no-color');
  const planned = await terraform.run('plan', '-no-color', '-out=plan.bin');
  const shown = await terraform.run('show', '-json', 'plan.bin');
  const applied = await terraform.run('apply', '-no-color', 'plan.bin');
  expect(applied.code).toBe(0);
  expect(await key()).toBe(terraform.graph.fingerprint(secret));
  expect(terraform.read('terraform.tfstate')).toContain('contoso.search.windows.net');
  expect(planned.text + shown.text + applied.text + leftovers()).not.toContain(secret);
  expect((await terraform.plan()).text).toContain('No changes.');
});

it('sends a rotated secret when its version is raised, and not before', async () => {
  terraform.setVariable('search_key', rotated);
  expect((await terraform.plan(config('1'))).text).toContain('No changes.');
  expect(await key()).toBe(terraform.graph.fingerprint(secret));
  await terraform.apply(config('2'));
  expect(await key()).toBe(terraform.graph.fingerprint(rotated));
  expect(leftovers()).not.toContain(rotated);
});

it('keeps a vault secret that is given openly in the state alone', async () => {
  const open = { name: 'open', key_vault_id: vault, value: 'open-s3cret' };
  await terraform.apply(config('2', { azurerm_key_vault_secret: { open } }));
  const state = terraform.attributes('azurerm_key_vault_secret.open');
  expect(state).toMatchObject({
    value: 'open-s3cret',
    id: expect.stringMatching(/^https:\/\/kv-contoso-dev\.vault\.azure\.net\/secrets\/open\/[0-9a-f]{32}$/) as string,
  });
  expect((await terraform.plan()).text).toContain('No changes.');
  expect(JSON.stringify(terraform.graph.all())).not.toContain('open-s3cret');
  await terraform.apply(config('2', { azurerm_key_vault_secret: { open: { ...open, value: 'other-s3cret' } } }));
  expect(terraform.attributes('azurerm_key_vault_secret.open').version).not.toBe(state.version);
});

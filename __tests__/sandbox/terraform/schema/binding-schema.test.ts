import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemaFromBinding } from '../../../../sandbox/terraform/schema/binding-schema';
import { bindingSource, findBindings } from '../../../../sandbox/terraform/schema/binding-source';
import { providerSchemaFromBinding } from '../../../../sandbox/terraform/schema/provider-schema';
import { bindingSchemas } from '../../../../sandbox/terraform/schema/schema-cache';

const azurerm = findBindings('@cdktf/provider-azurerm');
const azuread = findBindings('@cdktf/provider-azuread');

describe('a schema read from a binding', () => {
  const vault = schemaFromBinding(bindingSource(azurerm, 'key-vault'));

  it('has required, optional and computed attributes', () => {
    expect(vault.attributes).toMatchObject({
      sku_name: { type: 'string', required: true },
      purge_protection_enabled: { type: 'bool', optional: true },
      soft_delete_retention_days: { type: 'number', optional: true },
      vault_uri: { type: 'string', computed: true },
      rbac_authorization_enabled: { type: 'bool', optional: true, computed: true },
      tags: { type: ['map', 'string'], optional: true },
    });
    expect(vault.attributes.vault_uri).not.toHaveProperty('optional');
  });

  it('tells blocks from attributes that look like blocks', () => {
    expect(vault.attributes.access_policy?.type).toMatchObject([
      'list',
      ['object', { object_id: 'string', key_permissions: ['list', 'string'] }],
    ]);
    expect(vault.blocks).not.toHaveProperty('access_policy');
    expect(vault.blocks.contact).toMatchObject({ nesting: 'set', maxItems: 0 });
    expect(vault.blocks.network_acls).toMatchObject({ nesting: 'list', minItems: 0, maxItems: 1 });
    expect(vault.blocks.timeouts).toMatchObject({ nesting: 'single', maxItems: 0 });
    expect(vault.blocks.network_acls?.block.attributes.ip_rules?.type).toEqual(['set', 'string']);
  });

  it('knows required blocks, and blocks within blocks', () => {
    const workspace = schemaFromBinding(bindingSource(azurerm, 'machine-learning-workspace'));
    expect(workspace.blocks.identity).toMatchObject({ nesting: 'list', minItems: 1, maxItems: 1 });
    const account = schemaFromBinding(bindingSource(azurerm, 'storage-account'));
    expect(account.blocks.blob_properties?.block.blocks.cors_rule).toMatchObject({ nesting: 'list', maxItems: 0 });
  });

  it('covers what a provider itself takes', () => {
    const { attributes, blocks } = providerSchemaFromBinding(bindingSource(azurerm, 'provider'));
    expect(attributes.subscription_id).toEqual({ type: 'string', optional: true });
    expect(attributes).not.toHaveProperty('alias');
    expect(blocks.features).toMatchObject({ nesting: 'list', maxItems: 0 });
    expect(blocks.features?.block.blocks.key_vault?.block.attributes.purge_soft_delete_on_destroy?.type).toBe('bool');
  });

  it('can be had for every resource and data source of azuread', () => {
    const folders = readdirSync(azuread.folder, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== 'provider',
    );
    const schemas = folders.map(({ name }) => schemaFromBinding(bindingSource(azuread, name)));
    expect(schemas.length).toBeGreaterThan(70);
    for (const { attributes } of schemas) expect(attributes).toHaveProperty('id');
  });

  it('says what is wrong with a source that is no binding', () => {
    expect(() => schemaFromBinding('export class Nothing {}')).toThrow('no class that extends TerraformResource');
  });
});

describe('schemas on disk', () => {
  const directory = mkdtempSync(join(tmpdir(), 'llmops-schemas-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  it('are the same when they are read again', () => {
    const bindings = ['key-vault', 'key-vault-secret'];
    const secret = { binding: 'key-vault-secret', sensitive: ['value'], writeOnly: ['value_wo'] };
    const first = bindingSchemas('@cdktf/provider-azurerm', bindings, directory);
    expect(readdirSync(directory)).toEqual([
      expect.stringMatching(`^provider-azurerm-${azurerm.version}-[0-9a-f]+\\.json$`),
    ]);
    const again = bindingSchemas('@cdktf/provider-azurerm', bindings, directory);
    expect(again.of(secret)).toEqual(first.of(secret));
    expect(again.provider).toEqual(first.provider);
    expect(first.of(secret).attributes).toMatchObject({ value: { sensitive: true }, value_wo: { writeOnly: true } });
    expect(() => first.of({ binding: 'storage-account' })).toThrow('No schema was derived for storage-account');
  });
});

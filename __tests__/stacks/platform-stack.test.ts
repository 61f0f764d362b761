import { aoai, exampleEnvironment } from './example-environment';
import { synthesizedEnvironment } from './synthesized-environment';

describe('the platform stack', () => {
  it('names and sizes everything as the environment says', () => {
    const { platform } = synthesizedEnvironment(
      exampleEnvironment({
        containerRegistry: { sku: 'Premium' },
        storage: { replication: 'ZRS' },
        logs: { retentionDays: 90 },
        keyVault: { authorization: 'rbac', purgeProtection: true, softDeleteDays: 30 },
      }),
    );
    expect(platform.resource('azurerm_resource_group')).toMatchObject({
      name: 'rg-contoso-dev',
      location: 'westeurope',
    });
    expect(platform.resource('azurerm_machine_learning_workspace').name).toBe('mlw-contoso-dev');
    expect(platform.resource('azurerm_container_registry')).toMatchObject({ name: 'crcontosodev', sku: 'Premium' });
    expect(platform.resource('azurerm_storage_account')).toMatchObject({
      name: 'stcontosodev',
      account_replication_type: 'ZRS',
    });
    expect(platform.resource('azurerm_log_analytics_workspace')).toMatchObject({
      name: 'log-contoso-dev',
      retention_in_days: 90,
    });
    expect(platform.resource('azurerm_application_insights').name).toBe('appi-contoso-dev');
    expect(platform.resource('azurerm_key_vault')).toMatchObject({
      name: 'kv-contoso-dev',
      tenant_id: '00000000-0000-0000-0000-00000000000a',
      rbac_authorization_enabled: true,
      purge_protection_enabled: true,
      soft_delete_retention_days: 30,
    });
  });

  it('lets the deployer upload blobs and register assets', () => {
    const { platform } = synthesizedEnvironment(exampleEnvironment());
    expect(platform.resources('azurerm_role_assignment').map((role) => role.role_definition_name as string)).toEqual([
      'AzureML Data Scientist',
      'Storage Blob Data Contributor',
    ]);
  });

  it('makes every kind of connection', () => {
    const key = (env: string) => ({ key: { env, version: '1' } });
    const { platform } = synthesizedEnvironment(
      exampleEnvironment({
        connections: [
          { ...aoai, apiVersion: '2024-10-21' },
          { ...aoai, name: 'aoai-key', auth: key('AOAI_KEY') },
          { name: 'openai', type: 'open_ai', organization: 'org', auth: key('OPENAI_KEY'), configs: {} },
          { name: 'search', type: 'cognitive_search', endpoint: 'https://s/', auth: key('SEARCH_KEY'), configs: {} },
          { name: 'serp', type: 'serp', auth: key('SERP_KEY'), configs: {} },
          { name: 'crm', type: 'custom', auth: { token: { env: 'T', version: '2' } }, configs: { url: 'https://crm' } },
        ],
      }),
    );
    const made = platform
      .resources('azapi_resource')
      .map(({ name, body }) => [
        name as string,
        body.properties.category as string,
        body.properties.authType as string,
      ]);
    expect(made.sort()).toEqual([
      ['aoai', 'AzureOpenAI', 'AAD'],
      ['aoai-key', 'AzureOpenAI', 'ApiKey'],
      ['crm', 'CustomKeys', 'CustomKeys'],
      ['openai', 'OpenAI', 'ApiKey'],
      ['search', 'CognitiveSearch', 'ApiKey'],
      ['serp', 'Serp', 'ApiKey'],
    ]);
  });

  it('takes secrets by variables that say where they come from, and never by value', () => {
    process.env.SEARCH_KEY = 'very-secret-value';
    try {
      const auth = { key: { env: 'SEARCH_KEY', version: '1' } };
      const search = {
        name: 'my-search',
        type: 'cognitive_search',
        endpoint: 'https://s/',
        auth,
        configs: {},
      } as const;
      const { platform, serving } = synthesizedEnvironment(exampleEnvironment({ connections: [search] }));
      expect(platform.variables).toEqual({
        connection_my_search_key: expect.objectContaining({
          ephemeral: true,
          sensitive: true,
          description: expect.stringContaining('SEARCH_KEY'),
        }),
      });
      expect(platform.text + serving.text).not.toContain('very-secret-value');
    } finally {
      delete process.env.SEARCH_KEY;
    }
  });

  it('refuses two secrets that would share one variable', () => {
    const secrets = { url_key: { env: 'A', version: '1' } };
    const connections = [
      { name: 'crm', type: 'custom', auth: secrets, configs: {} },
      { name: 'crm_url', type: 'custom', auth: { key: { env: 'B', version: '1' } }, configs: {} },
    ] as const;
    expect(() => synthesizedEnvironment(exampleEnvironment({ connections }))).toThrow(
      'secret "key" of connection "crm_url" needs Terraform variable connection_crm_url_key, which another connection has already',
    );
  });

  it('may have connections that are named like its own parts', () => {
    const connections = [{ ...aoai, name: 'storage' }];
    const { platform } = synthesizedEnvironment(exampleEnvironment({ connections }));
    expect(platform.resource('azapi_resource').name).toBe('storage');
  });
});

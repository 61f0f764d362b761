import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment } from '../../model/environment';
import { devopsState } from '../../model/state-location';
import { synthesizeDevops } from '../../stacks/synthesize-devops';
import { type Attributes, Synthesized } from '../constructs/synthesized';
import { environmentWithDeployer, secondEnvironmentWithDeployer } from './devops-environment';
import { exampleEnvironment } from './example-environment';

function devops(...environments: readonly Environment[]): Synthesized {
  const outdir = mkdtempSync(join(tmpdir(), 'llmops-devops-'));
  try {
    const { json } = synthesizeDevops({ environments, outdir, state: devopsState('/project') });
    return new Synthesized(JSON.parse(readFileSync(json, 'utf8')) as Attributes);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

describe('the devops stack', () => {
  it('makes the service principal of each environment that asks for one, in its own subscription', () => {
    const json = devops(environmentWithDeployer(), secondEnvironmentWithDeployer(), exampleEnvironment({ name: 'pr' }));
    expect(
      json
        .resources('azuread_application')
        .map(({ display_name, provider }) => [String(display_name), String(provider)]),
    ).toEqual([
      ['sp-contoso-dev', 'azuread.for_dev'],
      ['sp-contoso-prod', 'azuread.for_prod'],
    ]);
    expect(json.providers.azurerm).toMatchObject([
      { alias: 'for_dev', subscription_id: '00000000-0000-0000-0000-000000000001' },
      { alias: 'for_prod', subscription_id: '00000000-0000-0000-0000-000000000002' },
    ]);
    expect(
      json
        .resources('azurerm_role_assignment')
        .filter(({ scope }) => /^\/subscriptions\/[^/]+$/.test(String(scope)))
        .map(({ role_definition_name, provider }) => [String(role_definition_name), String(provider)]),
    ).toEqual([
      ['Contributor', 'azurerm.for_dev'],
      ['Role Based Access Control Administrator', 'azurerm.for_dev'],
      ['Contributor', 'azurerm.for_prod'],
    ]);
  });

  it('keeps state by Entra alone, with all of its past, where only the pipeline writes', () => {
    const json = devops(environmentWithDeployer());
    expect(json.resource('azurerm_storage_account')).toMatchObject({
      name: 'stcontosostate',
      shared_access_key_enabled: false,
      min_tls_version: 'TLS1_2',
      allow_nested_items_to_be_public: false,
      blob_properties: {
        versioning_enabled: true,
        delete_retention_policy: { days: 90 },
        container_delete_retention_policy: { days: 90 },
      },
      tags: { project: 'contoso', environment: 'dev', owner: 'ml-platform' },
    });
    expect(json.resource('azurerm_storage_container')).toMatchObject({
      name: 'tfstate',
      container_access_type: 'private',
    });
    const lock = json.resource('azurerm_management_lock');
    expect(lock).toMatchObject({
      lock_level: 'CanNotDelete',
      scope: expect.stringContaining('azurerm_storage_account'),
    });
    expect(lock.depends_on).toEqual([expect.stringContaining('azurerm_role_assignment')]);
    const [writer] = json
      .resources('azurerm_role_assignment')
      .filter(({ role_definition_name }) => role_definition_name === 'Storage Blob Data Contributor');
    expect(writer?.scope).toContain('azurerm_storage_container');
  });

  it('makes a storage that environments share once', () => {
    const { subscription, state } = environmentWithDeployer();
    const other = { ...secondEnvironmentWithDeployer(), subscription, state: { ...state!, container: 'prod' } };
    const json = devops(environmentWithDeployer(), other);
    expect(json.resources('azurerm_storage_account')).toHaveLength(1);
    expect(json.resources('azurerm_storage_container').map(({ name }) => String(name))).toEqual(['tfstate', 'prod']);
  });

  it('makes no storage for an environment whose state is a file', () => {
    const { state, ...environment } = environmentWithDeployer();
    expect(state).toBeDefined();
    expect(devops(environment).resources('azurerm_storage_account')).toEqual([]);
  });

  it('holds no secret: its own state is a plain file', () => {
    const json = devops(environmentWithDeployer({}, { secret: { keyVault: '/vault', name: 'deployer', days: 30 } }));
    expect(json.resources('azuread_application_password')).toEqual([]);
    expect(json.backend).toEqual({ local: { path: '/project/.llmops/state/devops.tfstate' } });
  });
});

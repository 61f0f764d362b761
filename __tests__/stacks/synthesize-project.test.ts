import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeProject } from '../../stacks';
import { type Attributes } from '../constructs/synthesized';
import { aoai, exampleEnvironment, exampleRelease } from './example-environment';
import { synthesizedEnvironment } from './synthesized-environment';

describe('synthesizing a project', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llmops-synthesis-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const state = () => ({ kind: 'local', path: '/state' }) as const;

  it('writes two stacks for each environment that is asked for, in the order of their apply', () => {
    const environments = [exampleEnvironment(), exampleEnvironment({ name: 'prod' })];
    const outdir = join(folder, 'deep', 'out');
    const { stacks } = synthesizeProject({ environments, releases: {}, outdir, state });
    expect(stacks.map(({ name, environment, kind }) => [name, environment, kind])).toEqual([
      ['dev-platform', 'dev', 'platform'],
      ['dev-serving', 'dev', 'serving'],
      ['prod-platform', 'prod', 'platform'],
      ['prod-serving', 'prod', 'serving'],
    ]);
    for (const { directory, json } of stacks) {
      expect(json).toBe(join(directory, 'cdk.tf.json'));
      expect(existsSync(json)).toBe(true);
    }
    const manifest = JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as Attributes;
    expect(manifest.stacks['prod-serving'].dependencies).toEqual(['prod-platform']);
  });

  it('writes the same bytes for the same project, wherever it is written', () => {
    const write = (outdir: string): string[] => {
      const environments = [exampleEnvironment({ connections: [aoai] })];
      const releases = { dev: exampleRelease('2', '1') };
      return synthesizeProject({ environments, releases, outdir, state }).stacks.map(({ json }) =>
        readFileSync(json, 'utf8'),
      );
    };
    expect(write(join(folder, 'one'))).toEqual(write(join(folder, 'two')));
  });

  it('writes no other environment', () => {
    const outdir = join(folder, 'dev-only');
    synthesizeProject({ environments: [exampleEnvironment()], releases: {}, outdir, state });
    expect(readdirSync(join(outdir, 'stacks')).sort()).toEqual(['dev-platform', 'dev-serving']);
  });

  it('says all that a construct refuses', () => {
    const keyVault = { authorization: 'rbac', purgeProtection: false, softDeleteDays: 3 } as const;
    const names = { ...exampleEnvironment().names, keyVault: 'kv_contoso' };
    const environments = [exampleEnvironment({ keyVault, names })];
    const synthesize = () => synthesizeProject({ environments, releases: {}, outdir: join(folder, 'bad'), state });
    expect(synthesize).toThrow('dev-platform/key-vault: name "kv_contoso" must be');
    expect(synthesize).toThrow('softDeleteDays is 3');
  });
});

describe('every stack', () => {
  const { platform, serving } = synthesizedEnvironment(
    exampleEnvironment({ connections: [aoai], tags: { owner: 'ml-platform', cost: '${center}' } }),
    exampleRelease('1'),
  );
  const tags = { owner: 'ml-platform', cost: '$${center}', project: 'contoso', environment: 'dev' };

  it.each([
    'azurerm_resource_group',
    'azurerm_log_analytics_workspace',
    'azurerm_application_insights',
    'azurerm_key_vault',
    'azurerm_storage_account',
    'azurerm_container_registry',
    'azurerm_machine_learning_workspace',
  ])('tags its %s', (type) => {
    expect(platform.resource(type).tags).toEqual(tags);
  });

  it('tags identities, endpoints and deployments, and the endpoint alike where it is put again for its traffic', () => {
    expect(serving.resource('azurerm_user_assigned_identity').tags).toEqual(tags);
    expect(serving.resourceAt('azapi_resource', '1a2b/Resource').tags).toEqual({ ...tags, flow: 'triage' });
    expect(serving.resourceAt('azapi_resource', 'v001/Resource').tags).toMatchObject(tags);
    for (const step of serving.resources('azapi_resource_action')) {
      expect(step.body.tags).toEqual({ ...tags, flow: 'triage' });
    }
  });

  it('sets no tags on types that have none', () => {
    expect(platform.resource('azapi_resource')).not.toHaveProperty('tags');
    for (const assignment of platform.resources('azurerm_role_assignment')) {
      expect(assignment).not.toHaveProperty('tags');
    }
  });

  it('runs with providers of the subscription, in versions that agree with each other', () => {
    for (const stack of [platform, serving]) {
      expect(stack.requiredProviders).toEqual({
        azapi: { source: 'Azure/azapi', version: '~> 2.12' },
        azurerm: { source: 'azurerm', version: '>= 4.55.0, < 4.77.0' },
      });
      const account = {
        subscription_id: '00000000-0000-0000-0000-000000000001',
        tenant_id: '00000000-0000-0000-0000-00000000000a',
      };
      expect(stack.providers.azapi).toEqual([account]);
      expect(stack.providers.azurerm).toMatchObject([{ ...account, storage_use_azuread: true }]);
    }
  });
});

describe('the state of a stack', () => {
  it('is local, beside the project', () => {
    const { platform, serving } = synthesizedEnvironment(exampleEnvironment(), exampleRelease('1'));
    expect(platform.backend).toEqual({ local: { path: '/project/.llmops/state/dev-platform.tfstate' } });
    expect(serving.backend).toEqual({ local: { path: '/project/.llmops/state/dev-serving.tfstate' } });
    expect(serving.remoteState).toMatchObject({
      backend: 'local',
      config: { path: '/project/.llmops/state/dev-platform.tfstate' },
    });
  });

  it('is in a storage account, reached by Entra, where the environment has one', () => {
    const state = { resourceGroup: 'rg-tfstate', storageAccount: 'contosotfstate', container: 'tfstate' };
    const { platform, serving } = synthesizedEnvironment(exampleEnvironment({ state }), exampleRelease('1'));
    const place = {
      resource_group_name: 'rg-tfstate',
      storage_account_name: 'contosotfstate',
      container_name: 'tfstate',
      key: 'dev-platform.tfstate',
      use_azuread_auth: true,
    };
    expect(platform.backend.azurerm).toMatchObject(place);
    expect(serving.remoteState).toMatchObject({ backend: 'azurerm', config: place });
  });
});

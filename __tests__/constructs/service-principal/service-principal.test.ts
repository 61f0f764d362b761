import { type TerraformStack } from 'cdktf';
import {
  assignmentCondition,
  delegatedRoles,
  DeployerRights,
  type DeployerRightsProps,
  Role,
  roleDefinitionGuids,
  ServicePrincipal,
  type ServicePrincipalProps,
} from '../../../constructs';
import { platformParts } from '../platform-parts';
import { synthesized } from '../synthesized';

const subscription = '/subscriptions/00000000-0000-0000-0000-000000000001';
const github = {
  name: 'github',
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:contoso/flows:environment:dev',
};
const azureDevOps = {
  name: 'azure-devops',
  issuer: 'https://login.microsoftonline.com/tenant/v2.0',
  subject: '/eid1/c/pub/t/a/sc/connection',
};

function principal(props: Partial<ServicePrincipalProps> = {}, more?: (made: ServicePrincipal) => void) {
  return synthesized((stack) => {
    const made = new ServicePrincipal(stack, 'deployer', { displayName: 'sp-contoso-dev', ...props });
    more?.(made);
  });
}

describe('a service principal', () => {
  it('is an application of this tenant alone, whose name no other one has', () => {
    const json = principal();
    expect(json.resource('azuread_application')).toMatchObject({
      display_name: 'sp-contoso-dev',
      sign_in_audience: 'AzureADMyOrg',
      prevent_duplicate_names: true,
    });
    expect(json.resource('azuread_service_principal').client_id).toContain('client_id');
    expect(json.resources('azuread_application_password')).toEqual([]);
  });

  it('is owned by those who are named', () => {
    const json = principal({ owners: ['one', 'two'] });
    expect(json.resource('azuread_application').owners).toEqual(['one', 'two']);
    expect(json.resource('azuread_service_principal').owners).toEqual(['one', 'two']);
  });

  it('signs in by the federations of pipelines, those that come later too', () => {
    const json = principal({ federation: [github] }, (made) => {
      made.addFederatedCredential({ ...azureDevOps, description: 'service connection' });
    });
    expect(json.resources('azuread_application_federated_identity_credential')).toMatchObject([
      {
        application_id: expect.stringContaining('.id}'),
        display_name: 'github',
        issuer: github.issuer,
        subject: github.subject,
        audiences: ['api://AzureADTokenExchange'],
      },
      { display_name: 'azure-devops', description: 'service connection' },
    ]);
  });

  it('refuses all that Entra would refuse, at once', () => {
    const build = () =>
      principal({
        displayName: 'x'.repeat(121),
        federation: [github, { ...github, name: 'a b' }, { name: 'github', issuer: 'http://plain', subject: ' ' }],
      });
    expect(build).toThrow('displayName has 121 characters');
    expect(build).toThrow('federation name "a b"');
    expect(build).toThrow('federation a b has the issuer and subject of another one');
    expect(build).toThrow('issuer "http://plain" of federation github must be an https URL');
    expect(build).toThrow('subject of federation github is empty');
    expect(build).toThrow('federation name "github" is used twice');
    const many = Array.from({ length: 21 }, (_, index) => ({
      ...github,
      name: `g${100 + index}`,
      subject: `${index}`,
    }));
    expect(() => principal({ federation: many })).toThrow('one too many');
  });

  it('is granted access like any principal, as one that Entra may not know yet', () => {
    const json = synthesized((stack) => {
      const { storageAccount } = platformParts(stack);
      storageAccount.grantBlobWrite(new ServicePrincipal(stack, 'deployer', { displayName: 'sp' }));
    });
    expect(json.resource('azurerm_role_assignment')).toMatchObject({
      role_definition_name: 'Storage Blob Data Contributor',
      principal_type: 'ServicePrincipal',
      skip_service_principal_aad_check: true,
    });
  });

  it('that exists already is granted access by its object id', () => {
    const json = synthesized((stack) => {
      const { keyVault } = platformParts(stack);
      const existing = ServicePrincipal.fromServicePrincipalAttributes(stack, 'existing', {
        objectId: '00000000-0000-0000-0000-0000000000aa',
        clientId: '00000000-0000-0000-0000-0000000000bb',
      });
      keyVault.grantSecretsWrite(existing);
    });
    const assignment = json.resource('azurerm_role_assignment');
    expect(assignment).toMatchObject({
      principal_id: '00000000-0000-0000-0000-0000000000aa',
      principal_type: 'ServicePrincipal',
      role_definition_name: 'Key Vault Secrets Officer',
    });
    expect(assignment).not.toHaveProperty('skip_service_principal_aad_check');
    expect(json.resources('azuread_application')).toEqual([]);
  });
});

describe('the rights of a deployer', () => {
  const rights = (props: Partial<DeployerRightsProps> = {}) =>
    synthesized((stack: TerraformStack) => {
      const made = new ServicePrincipal(stack, 'deployer', { displayName: 'sp' });
      new DeployerRights(stack, 'rights', { principal: made, scopeId: subscription, ...props });
    })
      .resources('azurerm_role_assignment')
      .map(({ role_definition_name: role, scope, condition, condition_version: version }) => ({
        role: String(role),
        scope: String(scope),
        condition: condition as string | undefined,
        version: version as string | undefined,
      }));

  it('are Contributor, and the conditioned right to assign roles, if nothing else is said', () => {
    expect(rights()).toEqual([
      { role: 'Contributor', scope: subscription, condition: undefined, version: undefined },
      {
        role: 'Role Based Access Control Administrator',
        scope: subscription,
        condition: assignmentCondition(delegatedRoles),
        version: '2.0',
      },
    ]);
  });

  it('may be Contributor alone, or Owner alone', () => {
    expect(rights({ rights: 'contributor' }).map(({ role }) => role)).toEqual(['Contributor']);
    expect(rights({ rights: 'owner' }).map(({ role }) => role)).toEqual(['Owner']);
  });

  it('may be to assign the named roles only', () => {
    const [, { condition } = { condition: '' }] = rights({ roles: [Role.acrPull] });
    expect(condition?.match(/[0-9a-f-]{36}/g)).toEqual([roleDefinitionGuids.AcrPull, roleDefinitionGuids.AcrPull]);
    expect(() => rights({ roles: [] })).toThrow('roles is empty');
  });

  it('never reach a role that assigns roles, nor a person', () => {
    const condition = assignmentCondition(delegatedRoles);
    const tooMuch = {
      Owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
      Contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
      'User Access Administrator': '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
      'Role Based Access Control Administrator': 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
      'Key Vault Administrator': '00482a5a-887f-4fb3-b363-3b7fe8e74483',
    };
    for (const guid of Object.values(tooMuch)) expect(condition).not.toContain(guid);
    for (const role of delegatedRoles) expect(condition).toContain(roleDefinitionGuids[role]);
    expect(
      condition.match(/PrincipalType\] ForAnyOfAnyValues:StringEqualsIgnoreCase \{'ServicePrincipal'\}/g),
    ).toHaveLength(2);
  });
});

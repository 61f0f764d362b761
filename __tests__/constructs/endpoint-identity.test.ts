import { EndpointIdentity, ManagedOnlineEndpoint } from '../../constructs';
import { endpointIdentity, platformParts } from './platform-parts';
import { synthesized } from './synthesized';

const existing = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id';

describe('the identity of an endpoint', () => {
  it('can pull images, load models and read connections, each where it needs to', () => {
    const json = synthesized((stack) => {
      endpointIdentity(stack, platformParts(stack));
    });
    const grants = json
      .resources('azurerm_role_assignment')
      .map((role) => [role.role_definition_name as string, /\$\{(\w+)\./.exec(role.scope as string)?.[1]]);
    expect(grants).toEqual([
      ['AcrPull', 'azurerm_container_registry'],
      ['Storage Blob Data Reader', 'azurerm_storage_account'],
      ['Azure Machine Learning Workspace Connection Secrets Reader', 'azurerm_machine_learning_workspace'],
      ['Key Vault Secrets User', 'azurerm_key_vault'],
    ]);
  });

  it('is granted its roles though Entra may not know it yet', () => {
    const json = synthesized((stack) => {
      endpointIdentity(stack, platformParts(stack));
    });
    for (const assignment of json.resources('azurerm_role_assignment')) {
      expect(assignment).toMatchObject({
        principal_id: expect.stringContaining('azurerm_user_assigned_identity.'),
        principal_type: 'ServicePrincipal',
        skip_service_principal_aad_check: true,
      });
    }
  });

  it('reads no vault that it is not given', () => {
    const json = synthesized((stack) => {
      const { resourceGroup, workspace, containerRegistry, storageAccount } = platformParts(stack);
      const props = { name: 'id-test', resourceGroup, workspace, containerRegistry, storageAccount };
      new EndpointIdentity(stack, 'identity', { ...props, tags: { owner: 'ml' } });
    });
    const roles = json.resources('azurerm_role_assignment').map((role) => role.role_definition_name as string);
    expect(roles).not.toContain('Key Vault Secrets User');
    expect(json.resource('azurerm_user_assigned_identity').tags).toEqual({ owner: 'ml' });
  });

  it('that exists already is used as it is', () => {
    const json = synthesized((stack) => {
      const { workspace } = platformParts(stack);
      const identity = EndpointIdentity.fromEndpointIdentityId(stack, 'existing', existing);
      new ManagedOnlineEndpoint(stack, 'endpoint', { workspace, name: 'triage', identity });
    });
    expect(json.resource('azapi_resource').identity).toEqual([{ type: 'UserAssigned', identity_ids: [existing] }]);
    expect(json.resources('azurerm_role_assignment')).toEqual([]);
    expect(json.data('azapi_resource')).toEqual([expect.objectContaining({ resource_id: existing })]);
  });

  it('that exists already is granted what it is said to need, once', () => {
    const json = synthesized((stack) => {
      const parts = platformParts(stack);
      const identity = EndpointIdentity.fromEndpointIdentityId(stack, 'existing', existing);
      identity.grantServing(parts);
      identity.grantServing(parts);
    });
    const grants = json.resources('azurerm_role_assignment');
    expect(grants.map(({ role_definition_name: role }) => role as string)).toEqual([
      'AcrPull',
      'Storage Blob Data Reader',
      'Azure Machine Learning Workspace Connection Secrets Reader',
      'Key Vault Secrets User',
    ]);
    expect(grants[0]).toMatchObject({ principal_id: expect.stringContaining('.output.properties.principalId}') });
    expect(json.text).not.toContain('skip_service_principal_aad_check');
  });

  it('needs a name that Azure takes', () => {
    const build = () =>
      synthesized((stack) => new EndpointIdentity(stack, 'bad', { ...platformParts(stack), name: '-' }));
    expect(build).toThrow('name "-" must be 3-128');
  });
});

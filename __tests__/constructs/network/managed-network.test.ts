import { type TerraformStack } from 'cdktf';
import { ManagedNetwork, Workspace } from '../../../constructs';
import { platformParts } from '../platform-parts';
import { type Attributes, synthesized } from '../synthesized';

const account = '/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/oai';

function managedNetwork(stack: TerraformStack): ManagedNetwork {
  const parts = platformParts(stack);
  const props = { name: 'mlw-closed', ...parts, managedNetwork: 'AllowOnlyApprovedOutbound' } as const;
  return new ManagedNetwork(stack, 'managed', { workspace: new Workspace(stack, 'closed', props) });
}

describe('the managed network of a workspace', () => {
  const json = synthesized((stack) => {
    const network = managedNetwork(stack);
    network.allowHost('api', 'api.example.com');
    network.allowPrivateEndpoint('openai', { resourceId: account, subresource: 'account' });
    network.allowServiceTag('factory', { serviceTag: 'DataFactory' });
    network.allowServiceTag('time', { serviceTag: 'Internet', protocol: 'UDP', portRanges: '123' });
  });
  const prefix = 'azurerm_machine_learning_workspace_network_outbound_rule';
  const dependsOn = ({ depends_on: addresses = [] }: Attributes) => (addresses as string[]).join(' ');

  it('lets out to hosts, resources and services', () => {
    expect(json.resource(`${prefix}_fqdn`)).toMatchObject({ name: 'api', destination_fqdn: 'api.example.com' });
    expect(json.resource(`${prefix}_private_endpoint`)).toMatchObject({
      service_resource_id: account,
      sub_resource_target: 'account',
      spark_enabled: false,
    });
    expect(json.resourceAt(`${prefix}_service_tag`, '/factory')).toMatchObject({ protocol: 'TCP', port_ranges: '443' });
    expect(json.resourceAt(`${prefix}_service_tag`, '/time')).toMatchObject({ protocol: 'UDP', port_ranges: '123' });
  });

  it('lets its workspace approve the private endpoint, before it is made', () => {
    expect(json.resource('azurerm_role_assignment')).toMatchObject({
      role_definition_name: 'Azure AI Enterprise Network Connection Approver',
      scope: account,
    });
    expect(dependsOn(json.resource(`${prefix}_private_endpoint`))).toContain('azurerm_role_assignment.');
  });

  it('is changed by one rule after the other, and provisioned at the end', () => {
    expect(dependsOn(json.resource(`${prefix}_private_endpoint`))).toContain(`${prefix}_fqdn.`);
    expect(dependsOn(json.resourceAt(`${prefix}_service_tag`, '/time'))).toMatch(/service_tag\.managed_factory/);
    const provisioning = json.resource('azapi_resource_action');
    expect(provisioning).toMatchObject({ action: 'provisionManagedNetwork', timeouts: { create: '90m' } });
    expect(dependsOn(provisioning)).toMatch(/service_tag\.managed_time/);
  });

  it('asks once for the right to approve, however many services of a resource are reached', () => {
    const twice = synthesized((stack) => {
      const network = managedNetwork(stack);
      network.allowPrivateEndpoint('blob', { resourceId: account, subresource: 'blob' });
      network.allowPrivateEndpoint('file', { resourceId: account.toUpperCase(), subresource: 'file' });
    });
    expect(twice.resources('azurerm_role_assignment')).toHaveLength(1);
  });

  it('needs a workspace that has one', () => {
    const build = () =>
      synthesized((stack) => {
        const { workspace } = platformParts(stack);
        new ManagedNetwork(stack, 'managed', { workspace });
      });
    expect(build).toThrow('workspace test/workspace has no managed network: give it managedNetwork');
  });
});

import { type Behaviour } from '../../behaviour/behaviour';
import { property } from '../../behaviour/fields';
import { childOf } from '../../behaviour/ids';

const shared = {
  armType: 'Microsoft.MachineLearningServices/workspaces/outboundRules',
  id: childOf('workspace_id', 'outboundRules'),
} as const;

/** Ways out of a workspace's managed network: by host name, by private endpoint, and by service tag. */
export const outboundRules: readonly Behaviour[] = [
  {
    ...shared,
    type: 'azurerm_machine_learning_workspace_network_outbound_rule_fqdn',
    binding: 'machine-learning-workspace-network-outbound-rule-fqdn',
    forceNew: ['name', 'workspace_id'],
    fields: { destination_fqdn: property('destination') },
    properties: () => ({ type: 'FQDN' }),
  },
  {
    ...shared,
    type: 'azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint',
    binding: 'machine-learning-workspace-network-outbound-rule-private-endpoint',
    forceNew: ['name', 'workspace_id', 'service_resource_id', 'sub_resource_target', 'spark_enabled'],
    defaults: { spark_enabled: false },
    fields: {
      service_resource_id: property('destination.serviceResourceId'),
      sub_resource_target: property('destination.subresourceTarget'),
      spark_enabled: property('destination.sparkEnabled'),
    },
    properties: () => ({ type: 'PrivateEndpoint' }),
  },
  {
    ...shared,
    type: 'azurerm_machine_learning_workspace_network_outbound_rule_service_tag',
    binding: 'machine-learning-workspace-network-outbound-rule-service-tag',
    forceNew: ['name', 'workspace_id'],
    fields: {
      service_tag: property('destination.serviceTag'),
      protocol: property('destination.protocol'),
      port_ranges: property('destination.portRanges'),
    },
    allowed: { protocol: ['*', 'TCP', 'UDP', 'ICMP'] },
    properties: () => ({ type: 'ServiceTag' }),
  },
];

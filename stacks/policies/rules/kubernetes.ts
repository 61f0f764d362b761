import { at, is, isSet, type PolicyRule } from '../rule';

const types = ['azurerm_kubernetes_cluster'];

/** AKS clusters. */
export const kubernetesRules: readonly PolicyRule[] = [
  {
    id: 'CKV_AZURE_4',
    types,
    asks: 'A cluster sends its logs to Log Analytics.',
    fix: 'Construct: give it logAnalytics.',
    passes: isSet('oms_agent.log_analytics_workspace_id'),
  },
  {
    id: 'CKV_AZURE_5',
    types,
    asks: 'A cluster checks the roles of its users.',
    fix: 'Construct: do not override role_based_access_control_enabled.',
    passes: is('role_based_access_control_enabled', true),
  },
  {
    id: 'CKV_AZURE_6',
    types,
    asks: "A cluster's API is reached from named addresses only, or from inside the network.",
    fix: 'Write network: { isolation: private } (construct: authorizedIpRanges or privateApi).',
    passes: (attributes) =>
      at(attributes, 'private_cluster_enabled') === true ||
      at(attributes, 'api_server_access_profile.authorized_ip_ranges') !== undefined,
  },
  {
    id: 'CKV_AZURE_115',
    types,
    asks: "A cluster's API has no public address.",
    fix: 'Write network: { isolation: private } (construct: privateApi: true).',
    passes: is('private_cluster_enabled', true),
  },
  {
    id: 'CKV_AZURE_7',
    types,
    asks: 'A cluster can keep its pods from reaching each other.',
    fix: 'Construct: do not override network_profile.network_policy.',
    passes: isSet('network_profile.network_policy'),
  },
  {
    id: 'CKV2_AZURE_29',
    types,
    asks: 'A cluster uses the Azure CNI.',
    fix: 'Construct: do not override network_profile.network_plugin.',
    passes: is('network_profile.network_plugin', 'azure'),
  },
  {
    id: 'CKV_AZURE_116',
    types,
    asks: 'Azure Policy watches what runs on a cluster.',
    fix: 'Construct: do not override azure_policy_enabled.',
    passes: is('azure_policy_enabled', true),
  },
  {
    id: 'CKV_AZURE_141',
    types,
    asks: 'A cluster has no local accounts.',
    fix: 'Construct: name entraAdministrators, and make its namespaces by hand.',
    passes: is('local_account_disabled', true),
  },
  {
    id: 'CKV_AZURE_143',
    types,
    asks: 'Nodes have no public address.',
    fix: 'Construct: do not override default_node_pool.node_public_ip_enabled.',
    passes: (attributes) => at(attributes, 'default_node_pool.node_public_ip_enabled') !== true,
  },
  {
    id: 'CKV_AZURE_168',
    types,
    asks: 'A node takes 50 pods or more.',
    fix: 'Construct: do not override default_node_pool.max_pods.',
    passes: (attributes) => Number(at(attributes, 'default_node_pool.max_pods') ?? 0) >= 50,
  },
  {
    id: 'CKV_AZURE_170',
    types,
    asks: 'A cluster has an uptime agreement.',
    fix: 'Construct: do not override sku_tier.',
    passes: is('sku_tier', 'Standard', 'Premium'),
  },
  {
    id: 'CKV_AZURE_171',
    types,
    asks: 'A cluster is patched by itself.',
    fix: 'Construct: do not override automatic_upgrade_channel.',
    passes: (attributes) => !['none', 'undefined'].includes(String(at(attributes, 'automatic_upgrade_channel'))),
  },
  {
    id: 'CKV_AZURE_172',
    types,
    asks: "A cluster's mounted secrets follow their rotation.",
    fix: 'Construct: do not override key_vault_secrets_provider.',
    passes: is('key_vault_secrets_provider.secret_rotation_enabled', true),
  },
  {
    id: 'CKV_AZURE_226',
    types,
    asks: "Nodes keep their system on the host's own disk.",
    fix: 'Construct: override default_node_pool.os_disk_type, with a node size that has a disk for it.',
    passes: is('default_node_pool.os_disk_type', 'Ephemeral'),
  },
  {
    id: 'CKV_AZURE_227',
    types,
    asks: 'The disks of nodes are encrypted on their hosts.',
    fix: 'Construct: hostEncryption: true, once the subscription has the feature EncryptionAtHost.',
    passes: is('default_node_pool.host_encryption_enabled', true),
  },
  {
    id: 'CKV_AZURE_232',
    types,
    asks: 'System pods have nodes of their own.',
    fix: 'Construct: override default_node_pool.only_critical_addons_enabled, and add a pool for flows.',
    passes: is('default_node_pool.only_critical_addons_enabled', true),
  },
  {
    id: 'CKV_AZURE_246',
    types,
    asks: 'A cluster has no HTTP application routing.',
    fix: 'Construct: do not override http_application_routing_enabled.',
    passes: (attributes) => at(attributes, 'http_application_routing_enabled') !== true,
  },
];

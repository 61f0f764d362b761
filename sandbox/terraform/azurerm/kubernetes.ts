import { type JsonObject, objectOf, textOf } from '../../arm';
import { type Behaviour, type Computation } from '../behaviour/behaviour';
import { generatedGuid } from '../behaviour/generated-values';
import { property } from '../behaviour/fields';
import { childOf, inResourceGroup, text } from '../behaviour/ids';
import { toJsonObject } from '../protocol/dynamic-json';
import { type Values } from '../protocol/values';
import { type Diagnostic } from '../provider';
import { itemsOf } from '../schema/validation';

const aksType = 'Microsoft.ContainerService/managedClusters';
const extensionType = 'Microsoft.KubernetesConfiguration/extensions';

/** The version that a cluster gets whose configuration names none. */
const kubernetesVersion = '1.33.5';

const cluster: Behaviour = {
  type: 'azurerm_kubernetes_cluster',
  binding: 'kubernetes-cluster',
  armType: aksType,
  id: inResourceGroup(aksType),
  forceNew: [
    'name',
    'resource_group_name',
    'location',
    'dns_prefix',
    'dns_prefix_private_cluster',
    'private_cluster_enabled',
    'node_resource_group',
    'edge_zone',
    'disk_encryption_set_id',
    'network_profile',
  ],
  defaults: {
    sku_tier: 'Free',
    support_plan: 'KubernetesOfficial',
    node_os_upgrade_channel: 'NodeImage',
    role_based_access_control_enabled: true,
    run_command_enabled: true,
    private_cluster_enabled: false,
    private_cluster_public_fqdn_enabled: false,
    workload_identity_enabled: false,
    'default_node_pool.type': 'VirtualMachineScaleSets',
    'default_node_pool.os_disk_type': 'Managed',
    'default_node_pool.scale_down_mode': 'Delete',
    'default_node_pool.ultra_ssd_enabled': false,
    'network_profile.outbound_type': 'loadBalancer',
    'network_profile.load_balancer_sku': 'standard',
    'network_profile.network_data_plane': 'azure',
    'key_vault_secrets_provider.secret_rotation_enabled': false,
    'key_vault_secrets_provider.secret_rotation_interval': '2m',
  },
  properties: clusterProperties,
  exactlyOne: [['dns_prefix', 'dns_prefix_private_cluster']],
  allowed: {
    sku_tier: ['Free', 'Standard', 'Premium'],
    automatic_upgrade_channel: ['patch', 'rapid', 'node-image', 'stable'],
    node_os_upgrade_channel: ['Unmanaged', 'SecurityPatch', 'NodeImage', 'None'],
    support_plan: ['KubernetesOfficial', 'AKSLongTermSupport'],
  },
  check: checkCluster,
  computed: ({ resource, attributes, context }) => ({
    fqdn: textOf(resource.properties.fqdn),
    portal_fqdn: textOf(resource.properties.fqdn),
    private_fqdn: '',
    kubernetes_version: text(attributes.kubernetes_version) || kubernetesVersion,
    current_kubernetes_version: text(attributes.kubernetes_version) || kubernetesVersion,
    node_resource_group:
      text(attributes.node_resource_group) ||
      `MC_${resource.id.split('/')[4] ?? ''}_${resource.name}_${resource.location ?? ''}`,
    oidc_issuer_url:
      attributes.oidc_issuer_enabled === true
        ? `https://${resource.location ?? ''}.oic.prod-aks.azure.com/${context.tenant}/${generatedGuid(resource.id, 'oidc')}/`
        : '',
    http_application_routing_zone_name: '',
    // There is no cluster whose API a configuration could lead to.
    kube_config: [],
    kube_config_raw: '',
    kube_admin_config: [],
    kube_admin_config_raw: '',
  }),
  sensitive: ['kube_config', 'kube_config_raw', 'kube_admin_config', 'kube_admin_config_raw'],
};

/** What of a cluster other resources depend on, as ARM names it. */
function clusterProperties(attributes: Values): JsonObject {
  const [pool] = itemsOf(attributes.default_node_pool);
  const [entra] = itemsOf(attributes.azure_active_directory_role_based_access_control);
  const [principal] = itemsOf(attributes.service_principal);
  const { name, node_count: count, vm_size: vmSize } = toJsonObject(pool ?? null);
  return {
    dnsPrefix: text(attributes.dns_prefix) || text(attributes.dns_prefix_private_cluster),
    agentPoolProfiles: [{ name: name ?? 'default', count: count ?? 1, vmSize: vmSize ?? '', mode: 'System' }],
    disableLocalAccounts: attributes.local_account_disabled === true,
    apiServerAccessProfile: {
      enablePrivateCluster: attributes.private_cluster_enabled === true,
      disableRunCommand: attributes.run_command_enabled === false,
    },
    ...(entra && { aadProfile: { managed: true, enableAzureRBAC: entra.azure_rbac_enabled === true } }),
    ...(principal && { servicePrincipalProfile: { clientId: text(principal.client_id) } }),
  };
}

function checkCluster(config: Values): readonly Diagnostic[] {
  const who = ['identity', 'service_principal'].filter((name) => itemsOf(config[name]).length > 0);
  const [pool] = itemsOf(config.default_node_pool);
  return [
    ...(who.length === 1
      ? []
      : [invalid('identity', `one of identity, service_principal must be specified, but ${who.length} were.`)]),
    ...(typeof pool?.name === 'string' && !/^[a-z][a-z0-9]{0,11}$/.test(pool.name)
      ? [
          invalid(
            'default_node_pool',
            `default_node_pool.name is "${pool.name}": it must be 1 to 12 lower-case letters and digits, starting with a letter.`,
          ),
        ]
      : []),
  ];
}

function extension(type: string, binding: string, clusterType: string): Behaviour {
  return {
    type,
    binding,
    armType: extensionType,
    id: childOf('cluster_id', `providers/${extensionType}`),
    forceNew: [
      'name',
      'cluster_id',
      'extension_type',
      'release_train',
      'release_namespace',
      'target_namespace',
      'version',
    ],
    fields: {
      extension_type: property('extensionType'),
      release_train: property('releaseTrain'),
      release_namespace: property('scope.cluster.releaseNamespace'),
      target_namespace: property('scope.namespace.targetNamespace'),
      version: property('version'),
      configuration_settings: property('configurationSettings'),
      configuration_protected_settings: property('configurationProtectedSettings'),
    },
    sensitive: ['configuration_protected_settings'],
    secret: ['configuration_protected_settings'],
    atMostOne: [['release_namespace', 'target_namespace']],
    check: ({ cluster_id: id }) =>
      typeof id !== 'string' || id.toLowerCase().includes(`/providers/${clusterType.toLowerCase()}/`)
        ? []
        : [invalid('cluster_id', `"${id}" is not the id of a ${clusterType}.`)],
    computed: (computation) => extensionValues(computation, clusterType),
  };
}

function extensionValues({ resource, attributes, context }: Computation, clusterType: string): Values {
  const settings = objectOf(resource.properties.configurationSettings);
  return {
    current_version: text(attributes.version) || '1.3.7',
    release_train: text(attributes.release_train) || 'Stable',
    ...(Object.keys(settings).length === 0 ? {} : { configuration_settings: { ...settings } as Values }),
    ...(clusterType === aksType
      ? {
          aks_assigned_identity: [
            { principal_id: generatedGuid(resource.id, 'identity'), tenant_id: context.tenant, type: 'SystemAssigned' },
          ],
        }
      : // Its block knows no user-assigned identities.
        {
          identity: [
            {
              type: textOf(resource.identity?.type),
              principal_id: textOf(resource.identity?.principalId),
              tenant_id: textOf(resource.identity?.tenantId),
            },
          ],
        }),
  };
}

function invalid(attribute: string, detail: string): Diagnostic {
  return { severity: 'error', summary: 'Invalid value for an argument', detail, attribute };
}

/** AKS clusters, and extensions of these and of clusters that Azure Arc connects. */
export const kubernetes: readonly Behaviour[] = [
  cluster,
  extension('azurerm_kubernetes_cluster_extension', 'kubernetes-cluster-extension', aksType),
  extension(
    'azurerm_arc_kubernetes_cluster_extension',
    'arc-kubernetes-cluster-extension',
    'Microsoft.Kubernetes/connectedClusters',
  ),
];

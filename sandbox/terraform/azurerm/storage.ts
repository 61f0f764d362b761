import { type Json } from '../../arm';
import { type Behaviour } from '../behaviour/behaviour';
import { at, property, translated, words } from '../behaviour/fields';
import { inResourceGroup, text } from '../behaviour/ids';
import { type Values } from '../protocol/values';

const accountType = 'Microsoft.Storage/storageAccounts';
const containerPath = 'blobServices/default/containers';
const services = ['blob', 'dfs', 'file', 'queue', 'table', 'web'] as const;

export const storageAccount: Behaviour = {
  type: 'azurerm_storage_account',
  binding: 'storage-account',
  armType: accountType,
  id: inResourceGroup(accountType),
  forceNew: [
    'name',
    'resource_group_name',
    'location',
    'account_tier',
    'is_hns_enabled',
    'nfsv3_enabled',
    'infrastructure_encryption_enabled',
    'edge_zone',
  ],
  defaults: {
    account_kind: 'StorageV2',
    access_tier: 'Hot',
    https_traffic_only_enabled: true,
    min_tls_version: 'TLS1_2',
    shared_access_key_enabled: true,
    default_to_oauth_authentication: false,
    allow_nested_items_to_be_public: true,
    cross_tenant_replication_enabled: false,
    public_network_access_enabled: true,
    local_user_enabled: true,
    infrastructure_encryption_enabled: false,
    is_hns_enabled: false,
    nfsv3_enabled: false,
    sftp_enabled: false,
    dns_endpoint_type: 'Standard',
    queue_encryption_key_type: 'Service',
    table_encryption_key_type: 'Service',
    'blob_properties.versioning_enabled': false,
    'blob_properties.change_feed_enabled': false,
    'blob_properties.last_access_time_enabled': false,
    'blob_properties.delete_retention_policy.days': 7,
    'blob_properties.delete_retention_policy.permanent_delete_enabled': false,
    'blob_properties.container_delete_retention_policy.days': 7,
    'sas_policy.expiration_action': 'Log',
  },
  fields: {
    account_kind: at('kind'),
    account_tier: at('sku.tier'),
    account_replication_type: at('sku.replication'),
    access_tier: property('accessTier'),
    https_traffic_only_enabled: property('supportsHttpsTrafficOnly'),
    min_tls_version: property('minimumTlsVersion'),
    shared_access_key_enabled: property('allowSharedKeyAccess'),
    default_to_oauth_authentication: property('defaultToOAuthAuthentication'),
    allow_nested_items_to_be_public: property('allowBlobPublicAccess'),
    cross_tenant_replication_enabled: property('allowCrossTenantReplication'),
    public_network_access_enabled: words('publicNetworkAccess'),
    local_user_enabled: property('isLocalUserEnabled'),
    infrastructure_encryption_enabled: property('encryption.requireInfrastructureEncryption'),
    is_hns_enabled: property('isHnsEnabled'),
    nfsv3_enabled: property('isNfsV3Enabled'),
    sftp_enabled: property('isSftpEnabled'),
    dns_endpoint_type: property('dnsEndpointType'),
  },
  allowed: {
    account_tier: ['Standard', 'Premium'],
    account_replication_type: ['LRS', 'ZRS', 'GRS', 'RAGRS', 'GZRS', 'RAGZRS'],
    account_kind: ['Storage', 'BlobStorage', 'BlockBlobStorage', 'FileStorage', 'StorageV2'],
    min_tls_version: ['TLS1_0', 'TLS1_1', 'TLS1_2', 'TLS1_3'],
  },
  computed: ({ resource, attributes, key }) => ({
    ...endpoints(resource.name),
    primary_location: resource.location ?? null,
    secondary_location: null,
    large_file_share_enabled: attributes.large_file_share_enabled ?? false,
    primary_access_key: key('key1'),
    secondary_access_key: key('key2'),
    primary_connection_string: connectionString(resource.name, key('key1')),
    secondary_connection_string: connectionString(resource.name, key('key2')),
    primary_blob_connection_string: connectionString(resource.name, key('key1')),
    secondary_blob_connection_string: null,
  }),
  sensitive: [
    'primary_access_key',
    'secondary_access_key',
    'primary_connection_string',
    'secondary_connection_string',
    'primary_blob_connection_string',
    'secondary_blob_connection_string',
  ],
};

export const storageContainer: Behaviour = {
  type: 'azurerm_storage_container',
  binding: 'storage-container',
  armType: `${accountType}/blobServices/containers`,
  id: {
    build: ({ name, storage_account_id: account }) => `${text(account)}/${containerPath}/${text(name)}`,
    attributes: (armId) => ({
      name: armId.split('/').at(-1) ?? null,
      storage_account_id: armId.slice(0, armId.indexOf('/blobServices/')),
    }),
  },
  forceNew: ['name', 'storage_account_id'],
  defaults: { container_access_type: 'private', encryption_scope_override_enabled: true },
  fields: {
    container_access_type: translated('publicAccess', accessToArm, accessFromArm),
    metadata: property('metadata'),
  },
  allowed: { container_access_type: ['private', 'blob', 'container'] },
  computed: ({ resource }) => ({
    has_immutability_policy: false,
    has_legal_hold: false,
    resource_manager_id: resource.id,
  }),
  check: (config) =>
    (config.storage_account_name ?? null) === null
      ? []
      : [
          {
            severity: 'error',
            summary: 'The sandbox does not emulate storage_account_name',
            detail:
              'Name the account by storage_account_id, which the provider recommends: storage_account_name is deprecated.',
            attribute: 'storage_account_name',
          },
        ],
};

function accessToArm(access: Json): Json {
  return access === 'private' ? 'None' : access === 'blob' ? 'Blob' : 'Container';
}

function accessFromArm(access: Json): Json {
  return access === 'Blob' ? 'blob' : access === 'Container' ? 'container' : 'private';
}

/** Public endpoints; those of routing choices and secondary regions stay empty, as in an account without them. */
function endpoints(account: string): Values {
  return Object.fromEntries(
    services.flatMap((service) => {
      const host = service === 'web' ? `${account}.z6.web.core.windows.net` : `${account}.${service}.core.windows.net`;
      return [
        [`primary_${service}_endpoint`, `https://${host}/`],
        [`primary_${service}_host`, host],
      ];
    }),
  );
}

function connectionString(account: string, key: string): string {
  return `DefaultEndpointsProtocol=https;AccountName=${account};AccountKey=${key};EndpointSuffix=core.windows.net`;
}

export const storage = [storageAccount, storageContainer];

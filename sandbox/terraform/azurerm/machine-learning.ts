import { type Json, type JsonObject, textOf } from '../../arm';
import { type Behaviour } from '../behaviour/behaviour';
import { at, property, translated, words } from '../behaviour/fields';
import { inResourceGroup, text } from '../behaviour/ids';
import { itemsOf } from '../schema/validation';

const armType = 'Microsoft.MachineLearningServices/workspaces';

export const machineLearningWorkspace: Behaviour = {
  type: 'azurerm_machine_learning_workspace',
  binding: 'machine-learning-workspace',
  armType,
  id: inResourceGroup(armType),
  forceNew: [
    'name',
    'resource_group_name',
    'location',
    'application_insights_id',
    'key_vault_id',
    'storage_account_id',
    'container_registry_id',
    'high_business_impact',
    'encryption',
    'service_side_encryption_enabled',
  ],
  defaults: {
    kind: 'Default',
    sku_name: 'Basic',
    public_network_access_enabled: true,
    v1_legacy_mode_enabled: false,
    service_side_encryption_enabled: false,
  },
  optionalAndComputed: ['managed_network'],
  fields: {
    kind: at('kind'),
    sku_name: at('sku.name'),
    application_insights_id: property('applicationInsights'),
    key_vault_id: property('keyVault'),
    storage_account_id: property('storageAccount'),
    container_registry_id: property('containerRegistry'),
    description: property('description'),
    friendly_name: property('friendlyName'),
    high_business_impact: property('hbiWorkspace'),
    image_build_compute_name: property('imageBuildCompute'),
    primary_user_assigned_identity: property('primaryUserAssignedIdentity'),
    public_network_access_enabled: words('publicNetworkAccess'),
    service_side_encryption_enabled: property('enableServiceSideCMKEncryption'),
    v1_legacy_mode_enabled: property('v1LegacyMode'),
    managed_network: translated('managedNetwork', networkToArm, networkFromArm),
  },
  allowed: { kind: ['Default', 'FeatureStore'], sku_name: ['Basic'] },
  computed: ({ resource }) => ({
    workspace_id: textOf(resource.properties.workspaceId),
    discovery_url: textOf(resource.properties.discoveryUrl),
  }),
};

function networkToArm(block: Json): Json {
  const [network] = itemsOf(block as never);
  if (network === undefined) return null;
  return {
    isolationMode: text(network.isolation_mode) || 'Disabled',
    provisionNetworkNow: network.provision_on_creation_enabled === true,
  };
}

function networkFromArm(value: Json): Json {
  if (value === null) return [];
  const { isolationMode, provisionNetworkNow } = value as JsonObject;
  return [
    {
      isolation_mode: isolationMode ?? null,
      provision_on_creation_enabled: provisionNetworkNow === true ? true : null,
    },
  ];
}

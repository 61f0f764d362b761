import { textOf } from '../../arm';
import { type Behaviour } from '../behaviour/behaviour';
import { at, property, words } from '../behaviour/fields';
import { inResourceGroup, text } from '../behaviour/ids';
import { type Diagnostic } from '../provider';

const armType = 'Microsoft.ContainerRegistry/registries';

export const containerRegistry: Behaviour = {
  type: 'azurerm_container_registry',
  binding: 'container-registry',
  armType,
  id: inResourceGroup(armType),
  forceNew: ['name', 'resource_group_name', 'location'],
  defaults: {
    admin_enabled: false,
    anonymous_pull_enabled: false,
    data_endpoint_enabled: false,
    export_policy_enabled: true,
    network_rule_bypass_option: 'AzureServices',
    public_network_access_enabled: true,
    quarantine_policy_enabled: false,
    trust_policy_enabled: false,
    zone_redundancy_enabled: false,
  },
  fields: {
    sku: at('sku.name'),
    admin_enabled: property('adminUserEnabled'),
    anonymous_pull_enabled: property('anonymousPullEnabled'),
    data_endpoint_enabled: property('dataEndpointEnabled'),
    export_policy_enabled: words('policies.exportPolicy.status', 'enabled', 'disabled'),
    quarantine_policy_enabled: words('policies.quarantinePolicy.status', 'enabled', 'disabled'),
    trust_policy_enabled: words('policies.trustPolicy.status', 'enabled', 'disabled'),
    retention_policy_in_days: property('policies.retentionPolicy.days'),
    network_rule_bypass_option: property('networkRuleBypassOptions'),
    public_network_access_enabled: words('publicNetworkAccess'),
    zone_redundancy_enabled: words('zoneRedundancy'),
  },
  allowed: { sku: ['Basic', 'Standard', 'Premium'], network_rule_bypass_option: ['AzureServices', 'None'] },
  check: (config) => (config.sku === 'Basic' || config.sku === 'Standard' ? premiumOnly(config, text(config.sku)) : []),
  computed: ({ resource, attributes, key }) => {
    const admin = attributes.admin_enabled === true;
    return {
      login_server: textOf(resource.properties.loginServer),
      admin_username: admin ? resource.name : '',
      admin_password: admin ? key('password') : '',
      data_endpoint_host_names: [],
      encryption: attributes.encryption ?? [],
      network_rule_set: attributes.network_rule_set ?? [],
    };
  },
  sensitive: ['admin_password'],
};

/** What azurerm accepts for the Premium tier alone, with the value that other tiers must keep. */
const premiumSettings: Readonly<Record<string, boolean>> = {
  public_network_access_enabled: true,
  data_endpoint_enabled: false,
  quarantine_policy_enabled: false,
  trust_policy_enabled: false,
  zone_redundancy_enabled: false,
  export_policy_enabled: true,
};

function premiumOnly(config: Parameters<NonNullable<Behaviour['check']>>[0], sku: string): Diagnostic[] {
  return Object.entries(premiumSettings)
    .filter(([name, other]) => typeof config[name] === 'boolean' && config[name] !== other)
    .map(([name]) => ({
      severity: 'error',
      summary: 'Invalid value for an argument',
      detail: `ACR ${name} can only be changed when the sku is Premium, but the sku is ${sku}.`,
      attribute: name,
    }));
}

import { type Json, type JsonObject } from '../../arm';
import { type Behaviour } from '../behaviour/behaviour';
import { at, negated, property, translated, words } from '../behaviour/fields';
import { childOf, inResourceGroup } from '../behaviour/ids';

const armType = 'Microsoft.CognitiveServices/accounts';

export const cognitiveAccount: Behaviour = {
  type: 'azurerm_cognitive_account',
  binding: 'cognitive-account',
  armType,
  id: inResourceGroup(armType),
  forceNew: ['name', 'resource_group_name', 'location', 'kind', 'custom_subdomain_name'],
  defaults: {
    local_auth_enabled: true,
    public_network_access_enabled: true,
    outbound_network_access_restricted: false,
    dynamic_throttling_enabled: false,
    project_management_enabled: false,
  },
  fields: {
    kind: at('kind'),
    sku_name: at('sku.name'),
    custom_subdomain_name: property('customSubDomainName'),
    local_auth_enabled: negated('disableLocalAuth'),
    public_network_access_enabled: words('publicNetworkAccess'),
    outbound_network_access_restricted: property('restrictOutboundNetworkAccess'),
    fqdns: property('allowedFqdnList'),
    dynamic_throttling_enabled: property('dynamicThrottlingEnabled'),
    project_management_enabled: property('allowProjectManagement'),
  },
  computed: ({ resource, attributes, key }) => {
    const subdomain = attributes.custom_subdomain_name;
    const host = resource.kind === 'OpenAI' ? 'openai.azure.com' : 'cognitiveservices.azure.com';
    const local = attributes.local_auth_enabled !== false;
    return {
      endpoint:
        typeof subdomain === 'string'
          ? `https://${subdomain}.${host}/`
          : `https://${resource.location ?? ''}.api.cognitive.microsoft.com/`,
      primary_access_key: local ? key('primary') : '',
      secondary_access_key: local ? key('secondary') : '',
    };
  },
  sensitive: ['primary_access_key', 'secondary_access_key', 'custom_question_answering_search_service_key'],
  secret: ['custom_question_answering_search_service_key'],
};

export const cognitiveDeployment: Behaviour = {
  type: 'azurerm_cognitive_deployment',
  binding: 'cognitive-deployment',
  armType: `${armType}/deployments`,
  id: childOf('cognitive_account_id', 'deployments'),
  forceNew: ['name', 'cognitive_account_id'],
  defaults: {
    version_upgrade_option: 'OnceNewDefaultVersionAvailable',
    dynamic_throttling_enabled: false,
    'sku.capacity': 1,
  },
  fields: {
    model: translated('model', firstBlock, asBlock(['format', 'name', 'version'])),
    sku: { ...at('sku'), toArm: firstBlock, fromArm: asBlock(['name', 'tier', 'size', 'family', 'capacity']) },
    version_upgrade_option: property('versionUpgradeOption'),
    rai_policy_name: property('raiPolicyName'),
    dynamic_throttling_enabled: property('dynamicThrottlingEnabled'),
  },
  allowed: { version_upgrade_option: ['OnceNewDefaultVersionAvailable', 'OnceCurrentVersionExpired', 'NoAutoUpgrade'] },
};

function firstBlock(blocks: Json): Json {
  const block = Array.isArray(blocks) ? (blocks as JsonObject[])[0] : undefined;
  return Object.fromEntries(Object.entries(block ?? {}).filter(([, value]) => value !== null));
}

function asBlock(names: readonly string[]): (value: Json) => Json {
  return (value) => [Object.fromEntries(names.map((name) => [name, (value as JsonObject)[name] ?? null]))];
}

export const cognitiveServices = [cognitiveAccount, cognitiveDeployment];

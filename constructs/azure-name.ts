import { Token } from 'cdktf';

/** Azure's rules for names, by kind of resource: what the service enforces, not the wider patterns of its API. */
const rules = {
  resourceGroup: [/^[\w().-]{0,89}[\w()-]$/, '1-90 letters, digits, _ - ( ) and dots, not ending in a dot'],
  workspace: [/^[a-zA-Z0-9][\w-]{2,32}$/, '3-33 letters, digits, - and _, starting with a letter or digit'],
  onlineEndpoint: [
    /^(?=.{3,32}$)[a-zA-Z]([a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$/,
    '3-32 letters, digits and single dashes, starting with a letter and not ending in a dash',
  ],
  onlineDeployment: [
    /^(?=.{3,32}$)[a-zA-Z]([a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$/,
    '3-32 letters, digits and single dashes, starting with a letter and not ending in a dash',
  ],
  connection: [/^[a-zA-Z0-9][\w-]{2,32}$/, '3-33 letters, digits, - and _, starting with a letter or digit'],
  keyVault: [
    /^(?=.{3,24}$)[a-zA-Z]([a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$/,
    '3-24 letters, digits and single dashes, starting with a letter and not ending in a dash',
  ],
  storageAccount: [/^[a-z0-9]{3,24}$/, '3-24 lowercase letters and digits'],
  containerRegistry: [/^[a-zA-Z0-9]{5,50}$/, '5-50 letters and digits'],
  logAnalytics: [
    /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/,
    '4-63 letters, digits and dashes, with a letter or digit at both ends',
  ],
  applicationInsights: [/^[\w().-]{0,254}[\w()-]$/, '1-255 letters, digits, _ - ( ) and dots, not ending in a dot'],
  virtualNetwork: [
    /^[a-zA-Z0-9][\w.-]{0,62}\w$/,
    '2-64 letters, digits, _ - and dots, starting with a letter or digit and not ending in a dash or dot',
  ],
  subnet: [
    /^[a-zA-Z0-9]([\w.-]{0,78}\w)?$/,
    '1-80 letters, digits, _ - and dots, starting with a letter or digit and not ending in a dash or dot',
  ],
  networkSecurityGroup: [
    /^[a-zA-Z0-9]([\w.-]{0,78}\w)?$/,
    '1-80 letters, digits, _ - and dots, starting with a letter or digit and not ending in a dash or dot',
  ],
  privateEndpoint: [
    /^[a-zA-Z0-9][\w.-]{0,62}\w$/,
    '2-64 letters, digits, _ - and dots, starting with a letter or digit and not ending in a dash or dot',
  ],
  privateDnsZone: [
    /^(?=.{1,253}$)[a-zA-Z0-9_]([\w-]{0,61}\w)?(\.[a-zA-Z0-9_]([\w-]{0,61}\w)?){1,33}$/,
    'a DNS name of 2-34 parts, such as privatelink.api.azureml.ms',
  ],
  privateDnsZoneLink: [
    /^[a-zA-Z0-9]([\w.-]{0,78}\w)?$/,
    '1-80 letters, digits, _ - and dots, starting with a letter or digit and not ending in a dash or dot',
  ],
  userAssignedIdentity: [
    /^[a-zA-Z0-9][\w-]{2,127}$/,
    '3-128 letters, digits, - and _, starting with a letter or digit',
  ],
  appServicePlan: [/^[\w-]{1,60}$/, '1-60 letters, digits, - and _'],
  webApp: [
    /^[a-zA-Z0-9][a-zA-Z0-9-]{0,58}[a-zA-Z0-9]$/,
    '2-60 letters, digits and dashes, with a letter or digit at both ends',
  ],
  keyVaultSecret: [/^[a-zA-Z0-9-]{1,127}$/, '1-127 letters, digits and dashes'],
  kubernetesCluster: [
    /^(?=.{1,63}$)[a-zA-Z0-9]([\w-]*[a-zA-Z0-9])?$/,
    '1-63 letters, digits, - and _, with a letter or digit at both ends',
  ],
  kubernetesNamespace: [
    /^(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    '1-63 lowercase letters, digits and dashes, with a letter or digit at both ends',
  ],
  instanceType: [
    /^(?=.{1,63}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    '1-63 lowercase letters, digits and dashes, with a letter or digit at both ends',
  ],
  compute: [
    /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}$/,
    '3-24 letters, digits and dashes, starting with a letter and not ending in a dash and digits',
  ],
  monitorResource: [
    /^[^<>*%&:?+/\\#@{}|,]{0,259}[^<>*%&:?+/\\#@{}|,. ]$/,
    '1-260 characters without < > * % & : ? + / \\ # @ { } | and commas, not ending in a dot or a blank',
  ],
  budget: [/^[\w-]{1,63}$/, '1-63 letters, digits, - and _'],
  managementLock: [/^[\w().-]{0,89}[\w()-]$/, '1-90 letters, digits, _ - ( ) and dots, not ending in a dot'],
} as const satisfies Record<string, readonly [RegExp, string]>;

export type NamedKind = keyof typeof rules;

/** What is wrong with a resource's name. Tokens pass, as their value is known only to Terraform. */
export function badName(kind: NamedKind, name: string): string | false {
  const [pattern, rule] = rules[kind];
  return !Token.isUnresolved(name) && !pattern.test(name) && `name "${name}" must be ${rule}`;
}

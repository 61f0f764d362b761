import { at, is, type PolicyAttributes, type PolicyRule } from '../rule';

const type = (attributes: PolicyAttributes) => String(at(attributes, 'type')).replace(/@.*/, '');
const of = (kind: string) => (attributes: PolicyAttributes) =>
  type(attributes) === `Microsoft.MachineLearningServices/workspaces/${kind}`;
const azapi = ['azapi_resource'];

/** Endpoints, deployments and connections: what scanners know nothing of, as it goes through azapi. */
export const servingRules: readonly PolicyRule[] = [
  {
    id: 'LLMOPS_ENDPOINT_PUBLIC',
    types: azapi,
    asks: 'A managed endpoint is not reached from the internet.',
    fix: 'Write network: { isolation: private } (construct: publicNetworkAccess: false).',
    appliesTo: (attributes) => of('onlineEndpoints')(attributes) && at(attributes, 'body.kind') === 'Managed',
    passes: is('body.properties.publicNetworkAccess', 'Disabled'),
  },
  {
    id: 'LLMOPS_ENDPOINT_KEYS',
    types: azapi,
    asks: 'Callers of an endpoint prove who they are by a token that ends, not by a key that they share.',
    fix: 'Write auth: entra (managed-endpoint) or auth: token (kubernetes-endpoint); construct: authMode.',
    appliesTo: of('onlineEndpoints'),
    passes: (attributes) => at(attributes, 'body.properties.authMode') !== 'Key',
  },
  {
    id: 'LLMOPS_DEPLOYMENT_INSIGHTS',
    types: azapi,
    asks: 'A deployment sends its logs and metrics to Application Insights.',
    fix: 'Construct: leave applicationInsights true.',
    appliesTo: of('onlineEndpoints/deployments'),
    passes: is('body.properties.appInsightsEnabled', true),
  },
  {
    id: 'LLMOPS_CONNECTION_KEYS',
    types: azapi,
    asks: 'A connection to a service that takes Entra tokens carries no key.',
    fix: 'Write auth: entra for the connection (construct: leave its key out).',
    appliesTo: (attributes) =>
      of('connections')(attributes) &&
      ['AzureOpenAI', 'CognitiveSearch'].includes(String(at(attributes, 'body.properties.category'))),
    passes: is('body.properties.authType', 'AAD'),
  },
];

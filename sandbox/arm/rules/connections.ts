import { type JsonObject } from '../resource';
import { badRequest } from './refusals';
import { objectOf, stringOf, textOf } from '../json-values';
import { type Rule } from './rule';

/** Which ways of authentication a category takes; categories that are not named take any. */
const authTypes: Readonly<Record<string, readonly string[]>> = {
  AzureOpenAI: ['ApiKey', 'AAD'],
  OpenAI: ['ApiKey'],
  AIServices: ['ApiKey', 'AAD'],
  CognitiveSearch: ['ApiKey', 'AAD'],
  CognitiveService: ['ApiKey', 'AAD'],
  Serp: ['ApiKey'],
  Serverless: ['ApiKey', 'AAD'],
  CustomKeys: ['CustomKeys'],
};

/** Workspace connections. Their credentials are kept as fingerprints only. */
export const connections: Rule = {
  type: 'Microsoft.MachineLearningServices/workspaces/connections',
  name: {
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/,
    says: '3 to 33 letters, digits, dashes and underscores, starting with a letter or digit',
  },
  readOnly: ['group'],
  secrets: ['credentials'],
  check({ id, properties, existing }) {
    const category = stringOf(properties.category);
    const authType = stringOf(properties.authType);
    if (category === undefined || authType === undefined) {
      throw badRequest('ValidationError', `Connection '${id.name}' needs properties.category and properties.authType.`);
    }
    const allowed = authTypes[category];
    if (allowed !== undefined && !allowed.includes(authType)) {
      throw badRequest(
        'ValidationError',
        `Connection '${id.name}' of category ${category} cannot use authType ${authType}: it takes ${allowed.join(' or ')}.`,
      );
    }
    const keepsCredentials = existing?.properties.authType === authType && properties.credentials === undefined;
    if (!keepsCredentials) checkCredentials(id.name, authType, objectOf(properties.credentials));
  },
  properties: ({ properties }) => ({
    isSharedToAll: false,
    metadata: {},
    target: '_',
    ...properties,
    group: groupOf(properties),
  }),
  actions: {
    listsecrets: ({ resource, secrets }) => ({
      id: resource.id,
      name: resource.name,
      type: resource.type,
      properties: { ...resource.properties, ...secrets },
    }),
  },
};

function checkCredentials(name: string, authType: string, credentials: JsonObject): void {
  if (authType === 'ApiKey' && !stringOf(credentials.key)) {
    throw badRequest('ValidationError', `Connection '${name}' with authType ApiKey needs properties.credentials.key.`);
  }
  if (authType === 'CustomKeys' && credentials.keys === undefined) {
    throw badRequest(
      'ValidationError',
      `Connection '${name}' with authType CustomKeys needs properties.credentials.keys.`,
    );
  }
}

function groupOf(properties: JsonObject): string {
  return ['AzureOpenAI', 'OpenAI', 'AIServices', 'CognitiveSearch', 'CognitiveService', 'Serverless'].includes(
    textOf(properties.category),
  )
    ? 'AzureAI'
    : 'GenericProtocol';
}

import { type ArmResource, type JsonObject } from '../resource';
import { requireProvisioned } from './network/managed-network';
import { badRequest } from './refusals';
import { objectOf, stringOf, textOf } from '../json-values';
import { checkKubernetesEndpoint } from './kubernetes-serving';
import { type NameRule, type PutRequest, type Rule } from './rule';

const deploymentType = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments';
const highestMirrorPercent = 50;

export const endpointName: NameRule = {
  pattern: /^(?=.{3,32}$)[a-zA-Z]([a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$/,
  says: '3 to 32 letters, digits and single dashes, starting with a letter and ending with a letter or digit',
};

/** Managed and Kubernetes online endpoints. A PUT replaces the traffic: one without weights switches it off. */
export const onlineEndpoints: Rule = {
  type: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
  name: endpointName,
  unique: {
    within: 'region',
    code: 'EndpointNameInUse',
    message: (name) => `The endpoint name '${name}' is already in use in this region. Choose another name.`,
  },
  locatedAs: 'workspace',
  fixedProperties: true,
  readOnly: ['scoringUri', 'swaggerUri'],
  secrets: ['keys'],
  check(request) {
    const authMode = stringOf(request.properties.authMode);
    if (!['Key', 'AMLToken', 'AADToken'].includes(authMode ?? '')) {
      throw badRequest('ValidationError', `authMode is '${authMode ?? ''}': it must be Key, AMLToken or AADToken.`);
    }
    checkIdentity(request);
    if (request.existing === undefined && request.body.kind !== 'Kubernetes') {
      requireProvisioned(request.id.parent, request.graph);
    }
    checkKubernetesEndpoint(request);
    checkTraffic(request);
  },
  properties: ({ properties }) => ({
    ...properties,
    traffic: objectOf(properties.traffic),
    mirrorTraffic: objectOf(properties.mirrorTraffic),
    publicNetworkAccess: properties.publicNetworkAccess ?? 'Enabled',
  }),
  view: (resource, graph) => scoringAddresses(resource, graph.endpointBase),
  actions: {
    listkeys: ({ resource, key }) => {
      if (resource.properties.authMode !== 'Key') throw wrongAuthMode(resource, 'keys', 'Key');
      return { primaryKey: key('primary'), secondaryKey: key('secondary') };
    },
    regeneratekeys: ({ resource, body, renew }) => {
      if (resource.properties.authMode !== 'Key') throw wrongAuthMode(resource, 'keys', 'Key');
      renew(body.keyType === 'Secondary' ? 'secondary' : 'primary');
      return null;
    },
    token: ({ resource, key }) => {
      if (resource.properties.authMode !== 'AMLToken') throw wrongAuthMode(resource, 'tokens', 'AMLToken');
      const now = Math.floor(Date.now() / 1000);
      return {
        accessToken: key('token'),
        tokenType: 'Bearer',
        expiryTimeUtc: now + 3600,
        refreshAfterTimeUtc: now + 1800,
      };
    },
  },
};

function scoringAddresses(resource: ArmResource, base: string): JsonObject {
  const endpoint = `${base.replace(/\/$/, '')}/inference/${resource.location ?? ''}/${resource.name}`;
  return { scoringUri: `${endpoint}/score`, swaggerUri: `${endpoint}/swagger.json` };
}

function checkIdentity({ id, body, existing }: PutRequest): void {
  if (existing === undefined) return;
  const before = identityOf(existing.identity);
  const after = identityOf(body.identity);
  if (before !== after) {
    throw badRequest(
      'UserError',
      `The identity of endpoint '${id.name}' cannot change after creation (it is ${before}, the request says ${after}). Create the endpoint anew.`,
    );
  }
}

function identityOf(identity: JsonObject | undefined): string {
  const ids = Object.keys(objectOf(identity?.userAssignedIdentities)).map((id) => id.toLowerCase());
  return [stringOf(identity?.type) ?? 'None', ...ids.sort()].join(' ');
}

function checkTraffic({ id, properties, graph }: PutRequest): void {
  const deployments = new Set(graph.list(deploymentType, id.id).map((deployment) => deployment.name.toLowerCase()));
  const live = percentages('traffic', properties.traffic);
  const mirrored = percentages('mirrorTraffic', properties.mirrorTraffic);
  for (const name of [...live.keys(), ...mirrored.keys()]) {
    if (!deployments.has(name)) {
      throw badRequest('UserError', `Traffic names deployment '${name}', which endpoint '${id.name}' does not have.`);
    }
  }
  const total = sum(live);
  if (total !== 0 && total !== 100) {
    throw badRequest('UserError', `Traffic of endpoint '${id.name}' totals ${total} percent: it must total 0 or 100.`);
  }
  const carriers = [...mirrored].filter(([, percent]) => percent > 0).map(([name]) => name);
  if (carriers.length > 1 || sum(mirrored) > highestMirrorPercent) {
    throw badRequest(
      'UserError',
      `Mirror traffic of endpoint '${id.name}' must go to one deployment, with at most ${highestMirrorPercent} percent.`,
    );
  }
  for (const name of carriers.filter((carrier) => (live.get(carrier) ?? 0) > 0)) {
    throw badRequest('UserError', `Deployment '${name}' has live traffic: it cannot have mirror traffic as well.`);
  }
}

function percentages(field: string, value: PutRequest['properties'][string] | undefined): Map<string, number> {
  return new Map(
    Object.entries(objectOf(value)).map(([name, percent]) => {
      if (typeof percent !== 'number' || !Number.isInteger(percent) || percent < 0 || percent > 100) {
        throw badRequest(
          'ValidationError',
          `${field}.${name} is ${JSON.stringify(percent)}: it must be a whole number from 0 to 100.`,
        );
      }
      return [name.toLowerCase(), percent] as const;
    }),
  );
}

function sum(percents: ReadonlyMap<string, number>): number {
  return [...percents.values()].reduce((total, percent) => total + percent, 0);
}

function wrongAuthMode(resource: ArmResource, what: string, needed: string) {
  return badRequest(
    'UserError',
    `Endpoint '${resource.name}' gives no ${what}: its authMode is ${textOf(resource.properties.authMode)}, not ${needed}.`,
  );
}

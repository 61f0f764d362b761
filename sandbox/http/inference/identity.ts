import { type ArmResource, type Principal, type ResourceGraph } from '../../arm';
import { objectOf, stringOf, textOf } from '../../arm/json-values';
import { type Deployment, type Endpoint } from './endpoint';
import { ScoringRefusal } from './refusal';

const registryReaders = ['AcrPull', 'AcrPush', 'Contributor', 'Owner'];
const blobReaders = ['Storage Blob Data Reader', 'Storage Blob Data Contributor'];

/** The variable by which a container chooses among user-assigned identities; without it prompt flow finds none. */
const clientIdVariable = 'AZURE_CLIENT_ID';

/**
 * The principal that a deployment's container runs as.
 * @throws ScoringRefusal 424 where it has none, or does not say which.
 */
export function identityOf(graph: ResourceGraph, endpoint: Endpoint, deployment: Deployment): Principal {
  const clientId = deployment.environmentVariables[clientIdVariable];
  const assigned = Object.keys(objectOf(endpoint.identity.userAssignedIdentities)).flatMap((id) => graph.get(id) ?? []);
  const chosen = assigned.find((identity) => textOf(identity.properties.clientId) === clientId);
  if (chosen !== undefined) return principalOf(chosen);
  const systemAssigned = stringOf(endpoint.identity.principalId);
  if (systemAssigned !== undefined && clientId === undefined) return { objectId: systemAssigned, name: endpoint.name };
  const [first] = assigned;
  if (first === undefined) {
    throw notReady(
      deployment,
      clientId === undefined
        ? `endpoint '${endpoint.name}' has no identity, so the container cannot read models, images or connections`
        : `no user-assigned identity of endpoint '${endpoint.name}' has the client id '${clientId}' of ${clientIdVariable}`,
    );
  }
  throw notReady(
    deployment,
    `endpoint '${endpoint.name}' has a user-assigned identity, so the deployment's environment variable ` +
      `${clientIdVariable} must hold its client id: ${textOf(first.properties.clientId)} for '${first.name}'` +
      (clientId === undefined ? '' : `, not '${clientId}'`),
  );
}

/**
 * The principal that pulls images and reads models: on Kubernetes the attached cluster's, otherwise the endpoint's own.
 * @throws ScoringRefusal 424 where the attachment is gone, or has no identity.
 */
export function pullerOf(
  graph: ResourceGraph,
  { compute: id }: Endpoint,
  deployment: Deployment,
  identity: Principal,
): Principal {
  if (id === undefined) return identity;
  const compute = graph.get(id);
  if (compute === undefined) throw notReady(deployment, `compute '${id}' is not attached any more`);
  const [assigned] = Object.keys(objectOf(compute.identity?.userAssignedIdentities)).flatMap(
    (one) => graph.get(one) ?? [],
  );
  if (assigned !== undefined) return principalOf(assigned);
  const objectId = stringOf(compute.identity?.principalId);
  if (objectId !== undefined) return { objectId, name: compute.name };
  throw notReady(deployment, `compute '${compute.name}' has no identity, so it cannot pull images or read models`);
}

/**
 * Checks what Azure needs of the identity before a container starts: that it may pull the image and read the model.
 * @throws ScoringRefusal 424 that names the identity, the role and the scope.
 */
export function checkGrants(
  graph: ResourceGraph,
  endpoint: Endpoint,
  deployment: Deployment,
  identity: Principal,
): void {
  const workspace = graph.get(endpoint.workspaceId);
  const registry = stringOf(workspace?.properties.containerRegistry);
  const storage = stringOf(workspace?.properties.storageAccount);
  const needs = [
    { scope: registry, roles: registryReaders, purpose: 'pull the image of its environment' },
    { scope: storage, roles: blobReaders, purpose: 'read the files of its model' },
  ];
  for (const { scope, roles, purpose } of needs) {
    if (scope === undefined || scope === '' || graph.hasRole(identity.objectId, scope, roles)) continue;
    throw notReady(deployment, `it may not ${purpose}: ${missingRole(identity, roles[0] ?? '', scope)}`);
  }
}

/** Which grant to make, in the words that every refusal of an identity uses. */
export function missingRole(identity: Principal, role: string, scope: string): string {
  return `identity '${identity.name}' (object id ${identity.objectId}) needs the role '${role}' on ${scope}`;
}

function notReady(deployment: Deployment, reason: string): ScoringRefusal {
  return new ScoringRefusal(424, 'ResourceNotReady', `Deployment '${deployment.name}' cannot start: ${reason}.`, 503);
}

function principalOf(identity: ArmResource): Principal {
  return { objectId: textOf(identity.properties.principalId), name: identity.name };
}

import { type Construct } from 'constructs';
import { EndpointIdentity, type IEndpointIdentity } from '../../constructs/endpoint-identity';
import { type Flow } from '../../model/environment';
import { type ServingTarget } from '../../model/target';
import { type ServingPlace } from './place';

/** The identity that a target runs as, with the grants that serving the flow needs. */
export function addIdentity(place: ServingPlace, flow: Flow, target: ServingTarget): IEndpointIdentity {
  const { resourceGroup, workspace, containerRegistry, storageAccount, keyVault, connections } = place.platform;
  const access = {
    workspace,
    containerRegistry,
    storageAccount,
    keyVault,
    connections: flow.connections.flatMap((name) => connections.get(name) ?? []),
  };
  const { existingIdentity: existing } = target;
  if (!existing) {
    return new EndpointIdentity(place.identities, target.identity, { name: target.identity, resourceGroup, ...access });
  }
  const identity = existingIdentity(place.identities, existing.id);
  if (existing.grant) identity.grantServing(access);
  return identity;
}

/** One construct for an identity, however many targets run as it: Azure refuses a grant that is given twice. */
function existingIdentity(scope: Construct, id: string): IEndpointIdentity {
  const parts = id.toLowerCase().split('/');
  const child = [parts[2], parts[4], parts[8]].join(' ');
  const known = scope.node.tryFindChild(child) as IEndpointIdentity | undefined;
  return known ?? EndpointIdentity.fromEndpointIdentityId(scope, child, id);
}

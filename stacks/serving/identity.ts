import { EndpointIdentity, type IEndpointIdentity } from '../../constructs/endpoint-identity';
import { type Flow } from '../../model/environment';
import { type ServingTarget } from '../../model/target';
import { type ServingPlace } from './place';

/** The identity that a target runs as, with the grants that serving the flow needs. */
export function addIdentity(place: ServingPlace, flow: Flow, target: ServingTarget): IEndpointIdentity {
  const { resourceGroup, workspace, containerRegistry, storageAccount, keyVault, connections } = place.platform;
  return new EndpointIdentity(place.identities, target.identity, {
    name: target.identity,
    resourceGroup,
    workspace,
    containerRegistry,
    storageAccount,
    keyVault,
    connections: flow.connections.flatMap((name) => connections.get(name) ?? []),
  });
}

import { type JsonObject } from '../../resource';
import { objectOf, stringOf, textOf } from '../../json-values';
import { badRequest } from '../refusals';
import { type GraphView, type PutRequest, type Rule } from '../rule';
import { checkPrivateLink } from './private-links';

/** How much a managed network keeps in. It only ever goes up. */
const isolationModes = ['Disabled', 'AllowInternetOutbound', 'AllowOnlyApprovedOutbound'];

/**
 * A workspace's `managedNetwork` as the service keeps it: what is sent, and whether it is provisioned. A request that
 * does not name it leaves it as it is.
 * @throws ArmError 400 where isolation would go back.
 */
export function managedNetwork({ id, properties, existing }: PutRequest): JsonObject | undefined {
  const before = objectOf(existing?.properties.managedNetwork);
  const sent = properties.managedNetwork === undefined ? before : objectOf(properties.managedNetwork);
  const [from, to] = [modeOf(before), modeOf(sent)];
  if (isolationModes.indexOf(to) < 0) {
    throw badRequest('ValidationError', `isolationMode is '${to}': it must be ${isolationModes.join(', ')}.`);
  }
  if (isolationModes.indexOf(to) < isolationModes.indexOf(from)) {
    throw badRequest(
      'ManagedNetworkIsolationModeChangeNotAllowed',
      `The managed network of workspace '${id.name}' has isolation mode ${from}: it cannot go back to ${to}.`,
    );
  }
  if (to === 'Disabled' && properties.managedNetwork === undefined) return undefined;
  const isActive = isProvisioned(before) || sent.provisionNetworkNow === true;
  return { ...sent, isolationMode: to, status: { status: isActive ? 'Active' : 'Inactive', sparkReady: false } };
}

/** @throws ArmError 400 where a workspace's managed network is not there yet, which a managed endpoint is placed in. */
export function requireProvisioned(workspaceId: string, graph: GraphView): void {
  const workspace = graph.get(workspaceId);
  const network = objectOf(workspace?.properties.managedNetwork);
  if (modeOf(network) === 'Disabled' || isProvisioned(network)) return;
  throw badRequest(
    'WorkspaceManagedNetworkNotReady',
    `The managed network of workspace '${workspace?.name ?? ''}' is not provisioned. Call provisionManagedNetwork on the workspace first.`,
  );
}

/** Ways out of a workspace's managed network. */
export const outboundRules: Rule = {
  type: 'Microsoft.MachineLearningServices/workspaces/outboundRules',
  check({ id, properties, graph }) {
    const mode = modeOf(objectOf(graph.get(id.parent)?.properties.managedNetwork));
    const type = textOf(properties.type);
    if (mode === 'Disabled' || (type !== 'PrivateEndpoint' && mode !== 'AllowOnlyApprovedOutbound')) {
      throw badRequest(
        'ValidationError',
        `Outbound rule '${id.name}' of type ${type} does not fit a workspace whose managed network has isolation mode ${mode}.`,
      );
    }
    if (type !== 'PrivateEndpoint') return;
    const { serviceResourceId, subresourceTarget } = objectOf(properties.destination);
    checkPrivateLink(textOf(serviceResourceId), textOf(subresourceTarget), id.id, graph);
  },
  properties: ({ properties }) => ({ category: 'UserDefined', ...properties, status: 'Active' }),
};

function modeOf(network: JsonObject): string {
  return stringOf(network.isolationMode) ?? 'Disabled';
}

function isProvisioned(network: JsonObject): boolean {
  return objectOf(network.status).status === 'Active';
}

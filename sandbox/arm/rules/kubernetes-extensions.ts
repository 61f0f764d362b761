import { type ArmResource, type Json, type JsonObject } from '../resource';
import { objectOf, stringOf, textOf } from '../json-values';
import { aksType } from './kubernetes-clusters';
import { badRequest, conflict } from './refusals';
import { type GraphView, type PutRequest, type Rule } from './rule';

const type = 'Microsoft.KubernetesConfiguration/extensions';
const machineLearning = 'Microsoft.AzureML.Kubernetes';
const fewestNodesForAvailability = 3;

/** Extensions of clusters. What Azure ML's own demands of its settings is checked where Azure fails to install it. */
export const kubernetesExtensions: Rule = {
  type,
  name: {
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9.-]{0,252}$/,
    says: '1 to 253 letters, digits, dots and dashes, starting with a letter or digit',
  },
  extension: true,
  readOnly: ['currentVersion', 'aksAssignedIdentity'],
  secrets: ['configurationProtectedSettings'],
  check(request) {
    const { id, properties, graph } = request;
    const extensionType = stringOf(properties.extensionType);
    if (extensionType === undefined) {
      throw badRequest('ValidationError', `Extension '${id.name}' needs properties.extensionType.`);
    }
    const twin = extensionsOf(id.parent, graph).find(
      (other) => other.properties.extensionType === extensionType && other.id.toLowerCase() !== id.key,
    );
    if (twin !== undefined) {
      throw conflict(
        'ExtensionTypeInstalled',
        `Extension '${twin.name}' of type ${extensionType} is installed already.`,
      );
    }
    if (extensionType === machineLearning) checkMachineLearning(request);
  },
  properties: ({ properties }) => ({ autoUpgradeMinorVersion: properties.version === undefined, ...properties }),
};

/** The Azure ML extension of a cluster; undefined where there is none. */
export function machineLearningExtension(clusterId: string, graph: GraphView): ArmResource | undefined {
  return extensionsOf(clusterId, graph).find(({ properties }) => properties.extensionType === machineLearning);
}

/** A setting, which is a word. */
export function isOn(extension: { readonly properties: JsonObject }, setting: string): boolean {
  return textOf(objectOf(extension.properties.configurationSettings)[setting]).toLowerCase() === 'true';
}

function extensionsOf(clusterId: string, graph: GraphView): ArmResource[] {
  return graph.list(type, clusterId);
}

function checkMachineLearning({ id, properties, existing, graph }: PutRequest): void {
  const cluster = graph.get(id.parent);
  if (cluster?.type === aksType && (cluster.identity === undefined || cluster.identity.type === 'None')) {
    throw failed(id.name, `cluster '${cluster.name}' must have a managed identity, but it has a service principal`);
  }
  const extension = { properties };
  if (!isOn(extension, 'enableInference')) return;
  const settings = objectOf(properties.configurationSettings);
  if (!['LoadBalancer', 'NodePort', 'ClusterIP'].includes(textOf(settings.inferenceRouterServiceType))) {
    throw failed(id.name, 'inferenceRouterServiceType must be LoadBalancer, NodePort or ClusterIP');
  }
  const hasCertificate = settings.sslSecret !== undefined || hasProtectedCertificate(properties, existing);
  if (!hasCertificate && !isOn(extension, 'allowInsecureConnections')) {
    throw failed(
      id.name,
      'sslSecret (or sslCertPemFile and sslKeyPemFile) is needed unless allowInsecureConnections is True',
    );
  }
  if (hasCertificate && stringOf(settings.sslCname) === undefined) {
    throw failed(id.name, 'sslCname is needed with a certificate');
  }
  const nodes = cluster === undefined ? undefined : nodesOf(cluster);
  const isHighlyAvailable = settings.inferenceRouterHA === undefined || isOn(extension, 'inferenceRouterHA');
  if (nodes !== undefined && nodes < fewestNodesForAvailability && isHighlyAvailable) {
    throw failed(
      id.name,
      `inferenceRouterHA needs ${fewestNodesForAvailability} nodes, but cluster '${cluster?.name ?? ''}' has ${nodes}: set it to False`,
    );
  }
}

/** Protected settings stay as they are where a request sends none, and nobody is shown them. */
function hasProtectedCertificate(properties: JsonObject, existing: ArmResource | undefined): boolean {
  if (properties.configurationProtectedSettings !== undefined) {
    return objectOf(properties.configurationProtectedSettings).sslCertPemFile !== undefined;
  }
  if (existing === undefined || !isOn(existing, 'enableInference')) return false;
  const hadSecret = objectOf(existing.properties.configurationSettings).sslSecret !== undefined;
  return !hadSecret && !isOn(existing, 'allowInsecureConnections');
}

/** Nodes of an AKS cluster's pools; undefined where nothing says it. */
function nodesOf({ properties }: ArmResource): number | undefined {
  const pools: readonly Json[] = Array.isArray(properties.agentPoolProfiles) ? properties.agentPoolProfiles : [];
  const counts = pools.map((pool) => objectOf(pool).count).filter((count) => typeof count === 'number');
  return counts.length === 0 ? undefined : counts.reduce((total, count) => total + count, 0);
}

function failed(name: string, reason: string) {
  return badRequest('ExtensionOperationFailed', `The extension '${name}' could not be installed: ${reason}.`);
}

import { Construct } from 'constructs';
import {
  type IKubernetesCluster,
  type IKubernetesCompute,
  KubernetesCluster,
  KubernetesCompute,
  KubernetesNamespace,
  MachineLearningExtension,
} from '../../constructs/kubernetes';
import { type Environment } from '../../model/environment';
import { type Cluster } from '../../model/extent';
import { type PrivateNetwork } from './network';
import { type PartsPlace, type WorkspaceParts } from './workspace-parts';

/** What clusters are made in and attached to. */
export interface ClustersPlace extends PartsPlace, WorkspaceParts {
  /** Absent where the environment's isolation is `public`. */
  readonly network?: PrivateNetwork | undefined;
}

/**
 * Attaches the environment's clusters to its workspace, by the names that targets call them by. A cluster that exists
 * already gets the Azure ML extension where it has none, and nothing else.
 */
export function addClusters(
  scope: Construct,
  { clusters }: Environment,
  place: ClustersPlace,
): ReadonlyMap<string, IKubernetesCompute> {
  const all = new Construct(scope, 'clusters');
  return new Map(clusters.map((cluster) => [cluster.name, attachCluster(all, cluster, place)]));
}

function attachCluster(all: Construct, cluster: Cluster, place: ClustersPlace): IKubernetesCompute {
  const scope = new Construct(all, cluster.name);
  const { namespace } = cluster;
  const made = clusterOf(scope, cluster, place);
  const extension = cluster.extensionInstalled
    ? []
    : [
        new MachineLearningExtension(scope, 'extension', {
          cluster: made,
          internalLoadBalancer: cluster.internalLoadBalancer,
          highAvailability: cluster.nodes >= 3,
          ...(cluster.https && { https: cluster.https }),
        }).ready,
      ];
  const namespaces =
    cluster.existing === undefined
      ? [new KubernetesNamespace(scope, 'namespace', { cluster: made, name: namespace }).ready]
      : [];
  return new KubernetesCompute(scope, 'compute', {
    name: cluster.computeName,
    workspace: place.workspace,
    containerRegistry: place.containerRegistry,
    storageAccount: place.storageAccount,
    cluster: made,
    namespace,
    instanceTypes: cluster.instanceTypes,
    after: [...extension, ...namespaces],
  });
}

function clusterOf(
  scope: Construct,
  { existing, resourceName, nodeSize, nodes }: Cluster,
  { resourceGroup, logAnalytics, network }: ClustersPlace,
): IKubernetesCluster {
  if (existing !== undefined) return KubernetesCluster.fromClusterId(scope, 'cluster', existing);
  return new KubernetesCluster(scope, 'cluster', {
    name: resourceName,
    resourceGroup,
    nodeSize,
    nodes,
    logAnalytics,
    privateApi: network !== undefined,
    ...(network?.nodes && { subnet: network.nodes }),
  });
}

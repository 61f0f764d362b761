import { ArcKubernetesClusterExtension } from '@cdktf/provider-azurerm/lib/arc-kubernetes-cluster-extension';
import { KubernetesClusterExtension } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-extension';
import { type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { refuse } from '../props';
import { type IKubernetesCluster } from './cluster';

export interface MachineLearningExtensionProps {
  readonly cluster: IKubernetesCluster;
  /** How the router of scoring requests is reached. @default "LoadBalancer" */
  readonly routerServiceType?: 'LoadBalancer' | 'NodePort' | 'ClusterIP';
  /** Whether the load balancer has an address inside the network only. @default false */
  readonly internalLoadBalancer?: boolean;
  /**
   * Certificate of the scoring addresses: a secret in the namespace `azureml` that holds `cert.pem` and `key.pem`, and
   * the DNS name in it. @default - plain HTTP, which only callers inside the network or the cluster may be offered
   */
  readonly https?: { readonly secret: string; readonly dnsName: string };
  /** Several routers, on as many of at least 3 nodes. @default - true, unless the cluster is known to have fewer */
  readonly highAvailability?: boolean;
  /** Labels of the nodes that the extension runs on. @default - any node */
  readonly nodeSelector?: Readonly<Record<string, string>>;
  /** A fixed version. A change installs the extension anew. @default - the latest, upgraded by Azure */
  readonly version?: string;
}

/** The Azure ML extension of a cluster, set up for online endpoints. Without it the cluster cannot be attached. */
export class MachineLearningExtension extends Construct {
  /** Depend on it to wait until the extension is installed. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: MachineLearningExtensionProps) {
    super(scope, id);
    const { cluster, https, routerServiceType = 'LoadBalancer', internalLoadBalancer = false } = props;
    const enoughNodes = cluster.nodes === undefined || cluster.nodes >= 3;
    const highAvailability = props.highAvailability ?? enoughNodes;
    const isInside = routerServiceType === 'ClusterIP' || internalLoadBalancer;
    refuse(this, [
      https === undefined &&
        !isInside &&
        'https is missing: scoring over plain HTTP is for an internal load balancer or a ClusterIP only',
      internalLoadBalancer &&
        routerServiceType !== 'LoadBalancer' &&
        `internalLoadBalancer needs routerServiceType "LoadBalancer", but it is "${routerServiceType}"`,
      highAvailability &&
        !enoughNodes &&
        `highAvailability needs 3 nodes or more, but the cluster has ${String(cluster.nodes)}`,
    ]);
    const shared = {
      name: 'azureml',
      clusterId: cluster.id,
      // A load balancer inside the network is made in the subnet of the nodes.
      dependsOn: [...cluster.grants],
      extensionType: 'Microsoft.AzureML.Kubernetes',
      releaseTrain: 'Stable',
      releaseNamespace: 'azureml',
      configurationSettings: {
        enableTraining: 'False',
        enableInference: 'True',
        inferenceRouterServiceType: routerServiceType,
        inferenceRouterHA: word(highAvailability),
        allowInsecureConnections: word(https === undefined),
        ...(https && { sslSecret: https.secret, sslCname: https.dnsName }),
        ...(internalLoadBalancer && { internalLoadBalancerProvider: 'azure' }),
        ...Object.fromEntries(
          Object.entries(props.nodeSelector ?? {}).map(([label, value]) => [`nodeSelector.${label}`, value]),
        ),
      },
      ...(props.version !== undefined && { version: props.version }),
    };
    this.ready =
      cluster.type === 'Arc'
        ? new ArcKubernetesClusterExtension(this, 'Resource', { ...shared, identity: { type: 'SystemAssigned' } })
        : new KubernetesClusterExtension(this, 'Resource', shared);
  }
}

/** The extension takes truth as a word. */
function word(value: boolean): string {
  return value ? 'True' : 'False';
}

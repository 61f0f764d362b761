import {
  KubernetesCluster as AzurermKubernetesCluster,
  type KubernetesClusterConfig,
} from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import { type ITerraformDependable, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { armIdPart } from '../arm-id';
import { badName } from '../azure-name';
import { type ILogAnalytics } from '../log-analytics';
import { type ISubnet } from '../network';
import { PrincipalBase } from '../principal';
import { notWithin, refuse } from '../props';
import { type IResourceGroup } from '../resource-group';
import { grantRole, Role } from '../role';

export interface IKubernetesCluster extends IConstruct {
  readonly id: string;
  /** Azure's own service, or a cluster elsewhere that Azure Arc connects. */
  readonly type: 'AKS' | 'Arc';
  /** Number of nodes, where it is known. */
  readonly nodes?: number;
  /** True where Entra alone admits to the cluster, where that is known. */
  readonly entraOnly?: boolean;
  /** What its identity was granted here; empty for one that exists already. */
  readonly grants: readonly ITerraformDependable[];
}

export interface KubernetesClusterProps {
  /** 1-63 letters, digits, dashes and underscores, with a letter or digit at both ends. A change replaces the cluster. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** VM size of the nodes. The Azure ML extension needs 4 vCPU and 14 GB in all. @default "Standard_D4s_v5" */
  readonly nodeSize?: string;
  /** Valid range: 1-1000. With less than 3 the inference router cannot be highly available. @default 3 */
  readonly nodes?: number;
  /** Where logs of nodes and containers go. @default - nowhere */
  readonly logAnalytics?: ILogAnalytics;
  /** Subnet of the nodes, in which the cluster may then put load balancers. @default - a network of its own */
  readonly subnet?: ISubnet;
  /** Whether the API of the cluster is reached from the network only. A change replaces the cluster. @default false */
  readonly privateApi?: boolean;
  /** Address ranges (CIDR) from which the API may be reached. @default - any */
  readonly authorizedIpRanges?: readonly string[];
  /**
   * Object ids of the Entra groups that administer the cluster; there are no local accounts then. Azure ML supports that
   * only by Trusted Access, and a `KubernetesNamespace` cannot be made: Azure's run command wants a token of the caller
   * there. @default - local accounts, by which Azure ML attaches the cluster
   */
  readonly entraAdministrators?: readonly string[];
  /** Encrypt disks on their hosts: a feature that must be registered in the subscription. @default false */
  readonly hostEncryption?: boolean;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** An AKS cluster that Kubernetes online endpoints can run on: managed identity, Azure CNI, network policies, upgrades. */
export class KubernetesCluster extends PrincipalBase implements IKubernetesCluster {
  /** A cluster that exists already: the id of an AKS cluster, or of one that Azure Arc connects. */
  static fromClusterId(scope: Construct, id: string, clusterId: string): IKubernetesCluster {
    armIdPart(clusterId, 8);
    const isArc = !Token.isUnresolved(clusterId) && /\/Microsoft\.Kubernetes\/connectedClusters\//i.test(clusterId);
    const type: IKubernetesCluster['type'] = isArc ? 'Arc' : 'AKS';
    return Object.assign(new Construct(scope, id), { id: clusterId, type, grants: [] });
  }

  readonly id: string;
  readonly type = 'AKS';
  readonly nodes: number;
  readonly entraOnly: boolean;
  /** Object id of the cluster's own identity. */
  readonly principalId: string;
  readonly isNewServicePrincipal = true;

  constructor(scope: Construct, id: string, props: KubernetesClusterProps) {
    super(scope, id);
    refuse(this, [
      badName('kubernetesCluster', props.name),
      notWithin('nodes', props.nodes, 1, 1000),
      props.privateApi === true &&
        props.authorizedIpRanges !== undefined &&
        'authorizedIpRanges are for a public API, but privateApi is true',
    ]);
    this.nodes = props.nodes ?? 3;
    this.entraOnly = props.entraAdministrators !== undefined;
    const cluster = new AzurermKubernetesCluster(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      dnsPrefix: props.name.replaceAll('_', '-').slice(0, 54),
      // With a service principal in its place, Azure ML does not attach the cluster.
      identity: { type: 'SystemAssigned' },
      skuTier: 'Standard',
      automaticUpgradeChannel: 'patch',
      nodeOsUpgradeChannel: 'NodeImage',
      azurePolicyEnabled: true,
      httpApplicationRoutingEnabled: false,
      keyVaultSecretsProvider: { secretRotationEnabled: true },
      networkProfile: {
        networkPlugin: 'azure',
        networkPluginMode: 'overlay',
        networkPolicy: 'calico',
        loadBalancerSku: 'standard',
      },
      defaultNodePool: nodePool(props),
      ...access(props),
      ...(props.logAnalytics && {
        omsAgent: { logAnalyticsWorkspaceId: props.logAnalytics.id, msiAuthForMonitoringEnabled: true },
      }),
      ...(props.tags && { tags: props.tags }),
    });
    this.id = cluster.id;
    this.principalId = cluster.identity.principalId;
    if (props.subnet) grantRole(this, Role.networkContributor, props.subnet, props.subnet.id);
  }
}

function nodePool(props: KubernetesClusterProps): KubernetesClusterConfig['defaultNodePool'] {
  return {
    name: 'serving',
    vmSize: props.nodeSize ?? 'Standard_D4s_v5',
    nodeCount: props.nodes ?? 3,
    maxPods: 110,
    nodePublicIpEnabled: false,
    hostEncryptionEnabled: props.hostEncryption ?? false,
    // Lets the size of the nodes change in place.
    temporaryNameForRotation: 'rotation',
    // What AKS sets by itself, which would otherwise show as a change.
    upgradeSettings: { maxSurge: '10%', drainTimeoutInMinutes: 0, nodeSoakDurationInMinutes: 0 },
    ...(props.subnet && { vnetSubnetId: props.subnet.id }),
  };
}

/** Who reaches the cluster's API, and as whom. */
function access(props: KubernetesClusterProps): Partial<KubernetesClusterConfig> {
  const { entraAdministrators, authorizedIpRanges } = props;
  return {
    roleBasedAccessControlEnabled: true,
    localAccountDisabled: entraAdministrators !== undefined,
    privateClusterEnabled: props.privateApi ?? false,
    runCommandEnabled: true,
    ...(entraAdministrators && {
      azureActiveDirectoryRoleBasedAccessControl: {
        adminGroupObjectIds: [...entraAdministrators],
        azureRbacEnabled: true,
      },
    }),
    ...(authorizedIpRanges && { apiServerAccessProfile: { authorizedIpRanges: [...authorizedIpRanges] } }),
  };
}

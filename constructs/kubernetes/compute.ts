import { type ITerraformDependable, dependable } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AzapiResource } from '../azapi';
import { badName } from '../azure-name';
import { type IContainerRegistry } from '../container-registry';
import { type IEndpointIdentity } from '../endpoint-identity';
import { machineLearningType } from '../machine-learning';
import { PrincipalBase } from '../principal';
import { refuse } from '../props';
import { type IStorageAccount } from '../storage-account';
import { type IWorkspace } from '../workspace';
import { type IKubernetesCluster } from './cluster';
import { asKubernetesResources, boundsProblems, type InstanceType } from './resources';

export interface IKubernetesCompute extends IConstruct {
  readonly id: string;
  readonly name: string;
  /** What its identity was granted here; empty for one that exists already. */
  readonly grants: readonly ITerraformDependable[];
}

export interface KubernetesComputeProps {
  readonly workspace: IWorkspace;
  /** 3-24 letters, digits and dashes, starting with a letter and not ending with a dash and digits. */
  readonly name: string;
  /** In the workspace's subscription, unless Azure Arc connects it. A change attaches anew. */
  readonly cluster: IKubernetesCluster;
  /** Kubernetes namespace of the deployments, which must exist. A change attaches anew. */
  readonly namespace: string;
  /** Instance types beside `defaultinstancetype`, which every cluster has. @default - none */
  readonly instanceTypes?: Readonly<Record<string, InstanceType>>;
  /** Instance type of deployments that name none. @default - `defaultinstancetype` */
  readonly defaultInstanceType?: string;
  /** Pulls images and reads models. A change attaches anew. @default - an identity of its own */
  readonly identity?: IEndpointIdentity;
  /** Where the images of the deployments are. */
  readonly containerRegistry: IContainerRegistry;
  /** Where the models of the deployments are. */
  readonly storageAccount: IStorageAccount;
  /** What the attachment waits for: the Azure ML extension, the namespace. @default - nothing */
  readonly after?: readonly ITerraformDependable[];
  /** @default - no description */
  readonly description?: string;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/**
 * The attachment of a cluster to a workspace, by which Kubernetes online endpoints run on it. The cluster must have the
 * Azure ML extension. Its identity is granted what deployments need to start: to pull images and to read models.
 */
export class KubernetesCompute extends PrincipalBase implements IKubernetesCompute {
  /** A cluster that is attached already; its identity is taken to have its grants. */
  static fromComputeName(scope: Construct, id: string, workspace: IWorkspace, name: string): IKubernetesCompute {
    return Object.assign(new Construct(scope, id), { id: `${workspace.id}/computes/${name}`, name, grants: [] });
  }

  readonly id: string;
  readonly name: string;
  readonly principalId: string;
  readonly isNewServicePrincipal = true;

  constructor(scope: Construct, id: string, props: KubernetesComputeProps) {
    super(scope, id);
    const { workspace, cluster, identity, instanceTypes = {}, defaultInstanceType } = props;
    const types = [builtInInstanceType, ...Object.keys(instanceTypes)];
    refuse(this, [
      badName('compute', props.name),
      badName('kubernetesNamespace', props.namespace),
      ...Object.entries(instanceTypes).flatMap(([type, bounds]) => [
        badName('instanceType', type),
        ...boundsProblems(`instanceTypes.${type}`, bounds),
      ]),
      defaultInstanceType !== undefined &&
        !types.includes(defaultInstanceType) &&
        `defaultInstanceType is "${defaultInstanceType}", but the instance types are ${types.join(', ')}`,
    ]);
    const compute = new AzapiResource(this, 'Resource', {
      type: machineLearningType('workspaces/computes'),
      name: props.name,
      parentId: workspace.id,
      location: workspace.location,
      tags: props.tags ?? {},
      identity: identity ? { type: 'UserAssigned', identityIds: [identity.id] } : { type: 'SystemAssigned' },
      body: {
        properties: {
          computeType: 'Kubernetes',
          resourceId: cluster.id,
          description: props.description,
          properties: {
            namespace: props.namespace,
            defaultInstanceType,
            instanceTypes: Object.fromEntries(
              Object.entries(instanceTypes).map(([type, bounds]) => [
                type,
                { nodeSelector: bounds.nodeSelector ?? {}, resources: asKubernetesResources(bounds) },
              ]),
            ),
          },
        },
      },
      // Azure may write the id of the cluster back in a casing of its own.
      ignoreCasing: true,
      replaceTriggersExternalValues: [cluster.id, props.namespace, identity?.id ?? 'SystemAssigned'],
      dependsOn: (props.after ?? []).map((one) => ({ fqn: dependable(one) })),
      timeouts: { create: '60m', update: '60m', delete: '60m' },
    });
    this.id = compute.id;
    this.name = props.name;
    this.principalId = identity?.principalId ?? compute.principalId;
    const grantee = identity ?? this;
    props.containerRegistry.grantPull(grantee);
    props.storageAccount.grantBlobRead(grantee);
    for (const grant of identity?.grants ?? []) this.addGrant(grant);
  }
}

/** The instance type that the extension brings. */
const builtInInstanceType = 'defaultinstancetype';

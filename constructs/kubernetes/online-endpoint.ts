import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { type IOnlineEndpoint, OnlineEndpoint, type OnlineEndpointProps } from '../online-endpoint';
import { refuse } from '../props';
import { type IWorkspace } from '../workspace';
import { type IKubernetesCompute } from './compute';
import { KubernetesOnlineDeployment, type KubernetesOnlineDeploymentOptions } from './online-deployment';

export type IKubernetesOnlineEndpoint = IOnlineEndpoint;

export interface KubernetesOnlineEndpointProps extends OnlineEndpointProps {
  /** The attached cluster that it runs on. Cannot change: another one needs a new endpoint name. */
  readonly compute: IKubernetesCompute;
  /** How callers prove who they are: by the endpoint's keys, or by tokens of Azure ML. @default "Key" */
  readonly authMode?: 'Key' | 'AMLToken';
}

/** Azure's limit for the names of endpoint and deployment together. */
const longestNames = 62;

/**
 * An online endpoint on an attached Kubernetes cluster, with its deployments and the traffic between them. Unlike a
 * managed one it takes no Entra tokens, mirrors no traffic and writes no logs to Azure Monitor.
 *
 * Put it in another stack than the workspace, and its identity in its own, as with a `ManagedOnlineEndpoint`.
 */
export class KubernetesOnlineEndpoint extends OnlineEndpoint<
  KubernetesOnlineDeploymentOptions,
  KubernetesOnlineDeployment
> {
  /** An endpoint that exists already, whose deployments and traffic are managed elsewhere. */
  static fromEndpointName(
    scope: Construct,
    id: string,
    workspace: IWorkspace,
    name: string,
  ): IKubernetesOnlineEndpoint {
    return Object.assign(new Construct(scope, id), { id: `${workspace.id}/onlineEndpoints/${name}`, name });
  }

  readonly #props: KubernetesOnlineEndpointProps;

  constructor(scope: Construct, id: string, props: KubernetesOnlineEndpointProps) {
    const { compute, authMode = 'Key' } = props;
    const isHere = TerraformStack.of(compute) === TerraformStack.of(scope);
    super(scope, id, props, {
      kind: 'Kubernetes',
      mirrors: false,
      properties: { authMode, compute: compute.id },
      fixed: [compute.id],
      grants: isHere ? compute.grants : [],
      problems: [],
    });
    this.#props = props;
  }

  protected override makeDeployment(
    name: string,
    options: KubernetesOnlineDeploymentOptions,
  ): KubernetesOnlineDeployment {
    const { workspace, identity } = this.#props;
    const together = this.name.length + name.length;
    refuse(this, [
      together > longestNames &&
        `the names "${this.name}" and "${name}" have ${together} characters together, but Azure takes ${longestNames}`,
    ]);
    return new KubernetesOnlineDeployment(this, name, { ...options, name, workspace, identity, endpoint: this });
  }
}

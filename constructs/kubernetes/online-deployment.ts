import { type Construct } from 'constructs';
import { badName } from '../azure-name';
import { OnlineDeployment, type OnlineDeploymentOptions, type OnlineDeploymentProps } from '../online-deployment';
import { notWithin } from '../props';
import { asDeploymentResources, boundsProblems, type ResourceBounds } from './resources';

/** Grows and shrinks a deployment by how many of its instances are at work. */
export interface TargetUtilization {
  /** @default 1 */
  readonly minimum?: number;
  readonly maximum: number;
  /** Share of instances at work that is aimed at. Valid range: 1-100. @default 70 */
  readonly percent?: number;
}

export interface KubernetesOnlineDeploymentOptions extends OnlineDeploymentOptions {
  /** Instance type of the attachment. @default - the attachment's default */
  readonly instanceType?: string;
  /** CPU, memory and GPUs of one instance; the limits may not exceed those of the instance type. @default - Azure's */
  readonly resources?: ResourceBounds;
  /** Takes the place of `instances`. @default - always as many as `instances` says */
  readonly autoscale?: TargetUtilization;
}

export interface KubernetesOnlineDeploymentProps extends OnlineDeploymentProps, KubernetesOnlineDeploymentOptions {}

/** Pods that serve one version of a flow; made by `KubernetesOnlineEndpoint.addDeployment`. */
export class KubernetesOnlineDeployment extends OnlineDeployment {
  constructor(scope: Construct, id: string, props: KubernetesOnlineDeploymentProps) {
    const { autoscale, resources, instanceType } = props;
    const { minimum = 1, maximum = 1, percent = 70 } = autoscale ?? {};
    super(scope, id, props, {
      properties: {
        endpointComputeType: 'Kubernetes',
        instanceType,
        containerResourceRequirements: resources && asDeploymentResources(resources),
        scaleSettings: autoscale
          ? {
              scaleType: 'TargetUtilization',
              minInstances: minimum,
              maxInstances: maximum,
              targetUtilizationPercentage: percent,
            }
          : { scaleType: 'Default' },
      },
      scalesItself: autoscale !== undefined,
      problems: [
        instanceType !== undefined && badName('instanceType', instanceType),
        ...(resources ? boundsProblems('resources', resources) : []),
        notWithin('autoscale.minimum', minimum, 1, 100),
        notWithin('autoscale.maximum', maximum, 1, 100),
        notWithin('autoscale.percent', percent, 1, 100),
        minimum > maximum && `autoscale.minimum is ${minimum}, but autoscale.maximum is ${maximum}`,
        autoscale !== undefined && props.instances !== undefined && 'instances and autoscale exclude each other',
      ],
    });
  }
}

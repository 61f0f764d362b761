import { type Construct } from 'constructs';
import { OnlineDeployment, type OnlineDeploymentOptions, type OnlineDeploymentProps } from './online-deployment';

export interface ManagedOnlineDeploymentOptions extends OnlineDeploymentOptions {
  /** VM size. @default "Standard_DS3_v2" */
  readonly instanceType?: string;
}

export interface ManagedOnlineDeploymentProps extends OnlineDeploymentProps, ManagedOnlineDeploymentOptions {}

/** Managed instances that serve one version of a flow; made by `ManagedOnlineEndpoint.addDeployment`. */
export class ManagedOnlineDeployment extends OnlineDeployment {
  constructor(scope: Construct, id: string, props: ManagedOnlineDeploymentProps) {
    super(scope, id, props, {
      properties: {
        endpointComputeType: 'Managed',
        instanceType: props.instanceType ?? 'Standard_DS3_v2',
        scaleSettings: { scaleType: 'Default' },
      },
      scalesItself: false,
      problems: [],
    });
  }

  /**
   * Leaves the number of instances to something else, such as autoscale, from the moment the deployment is made.
   * Terraform must not compare the configured number, nor azapi send it back with another change.
   */
  releaseCapacity(): void {
    this.resource.ignoreBodyChanges = ['sku.capacity'];
    this.resource.lifecycle = { ...this.resource.lifecycle, ignoreChanges: ['body.sku.capacity'] };
  }
}

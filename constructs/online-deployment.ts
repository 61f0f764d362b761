import { Construct } from 'constructs';
import { AzapiResource } from './azapi';
import { badName } from './azure-name';
import { flowServingVariables } from './flow-serving';
import { type IEndpointIdentity } from './endpoint-identity';
import { machineLearningType } from './machine-learning';
import { notWithin, refuse } from './props';
import { type IWorkspace } from './workspace';

/** One version of a flow, as an endpoint serves it. */
export interface OnlineDeploymentOptions {
  /** ARM id of the registered model version that holds the flow folder: `workspace.modelId(…)`. */
  readonly modelId: string;
  /** ARM id of the registered environment version that it runs in: `workspace.environmentId(…)`. */
  readonly environmentId: string;
  /** Valid range: 1-50. Azure advises 3 or more for production. @default 1 */
  readonly instances?: number;
  /** Seconds until a request is given up. Valid range: 1-300, which models that hold a flow are allowed. @default 90 */
  readonly requestTimeoutSeconds?: number;
  /** Requests that one instance works on at a time; twice as many may wait. Valid range: 1-1000. @default 10 */
  readonly maxConcurrentRequests?: number;
  /** Variables of the flow's code, readable in Azure: no secrets. @default - those that prompt flow's serving needs */
  readonly environmentVariables?: Readonly<Record<string, string>>;
  /** Send logs and metrics to the workspace's Application Insights. @default true */
  readonly applicationInsights?: boolean;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

export interface OnlineDeploymentProps extends OnlineDeploymentOptions {
  /** 3-32 characters. Name it after the model version: what must replace a deployment has to change its name. */
  readonly name: string;
  readonly workspace: IWorkspace;
  readonly endpoint: { readonly id: string; readonly name: string };
  /** The endpoint's identity; its grants are made first. */
  readonly identity: IEndpointIdentity;
}

/** What tells deployments of managed and of Kubernetes endpoints apart in Azure. */
export interface OnlineDeploymentKind {
  /** `properties` of the deployment that the kind decides, `endpointComputeType` and `scaleSettings` among them. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** True where Azure decides the number of instances, so that none is sent. */
  readonly scalesItself: boolean;
  /** Problems of the props of this kind. */
  readonly problems: readonly (string | false)[];
}

/** Instances that serve one version of a flow; made by an endpoint's `addDeployment`. */
export abstract class OnlineDeployment extends Construct {
  readonly id: string;
  readonly name: string;
  readonly resource: AzapiResource;

  protected constructor(scope: Construct, id: string, props: OnlineDeploymentProps, kind: OnlineDeploymentKind) {
    super(scope, id);
    const { workspace, identity } = props;
    const serving = flowServingVariables({
      workspace,
      identity,
      endpoint: props.endpoint.name,
      deployment: props.name,
    });
    const own = props.environmentVariables ?? {};
    const taken = Object.keys(own).filter((variable) => variable in serving);
    refuse(this, [
      badName('onlineDeployment', props.name),
      notWithin('instances', props.instances, 1, 50),
      notWithin('requestTimeoutSeconds', props.requestTimeoutSeconds, 1, 300),
      notWithin('maxConcurrentRequests', props.maxConcurrentRequests, 1, 1000),
      taken.length > 0 && `environmentVariables may not set ${taken.join(', ')}: the deployment sets it for serving`,
      ...kind.problems,
    ]);
    this.name = props.name;
    this.resource = new AzapiResource(this, 'Resource', {
      type: machineLearningType('workspaces/onlineEndpoints/deployments'),
      name: props.name,
      parentId: props.endpoint.id,
      location: workspace.location,
      tags: props.tags ?? {},
      body: {
        sku: { name: 'Default', capacity: kind.scalesItself ? undefined : (props.instances ?? 1) },
        properties: {
          model: props.modelId,
          environmentId: props.environmentId,
          environmentVariables: { ...serving, ...own },
          appInsightsEnabled: props.applicationInsights ?? true,
          requestSettings: {
            maxConcurrentRequestsPerInstance: props.maxConcurrentRequests ?? 10,
            requestTimeout: isoDuration(props.requestTimeoutSeconds ?? 90),
          },
          ...kind.properties,
        },
      },
      // Azure may write the ids in the body back in a casing of its own.
      ignoreCasing: true,
      // The new deployment must stand before traffic moves to it, and the old one must last until traffic has left it.
      lifecycle: { createBeforeDestroy: true },
      timeouts: { create: '90m', update: '90m', delete: '60m' },
    });
    this.id = this.resource.id;
  }
}

/** As Azure writes durations back, so that 90 seconds do not show as a change to `PT1M30S`. */
function isoDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 60), 'M'],
    [seconds % 60, 'S'],
  ] as const;
  return `PT${parts.map(([value, unit]) => (value > 0 ? `${value}${unit}` : '')).join('')}`;
}

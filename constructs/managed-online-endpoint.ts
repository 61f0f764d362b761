import { Construct } from 'constructs';
import { DiagnosticSetting } from './diagnostic-setting';
import { type ILogAnalytics } from './log-analytics';
import { ManagedOnlineDeployment, type ManagedOnlineDeploymentOptions } from './managed-online-deployment';
import { type IOnlineEndpoint, OnlineEndpoint, type OnlineEndpointProps } from './online-endpoint';
import { type IWorkspace } from './workspace';

export type IManagedOnlineEndpoint = IOnlineEndpoint;

export interface ManagedOnlineEndpointProps extends OnlineEndpointProps {
  /** How callers prove who they are: by Entra, by the endpoint's keys, or by tokens of Azure ML. @default "AADToken" */
  readonly authMode?: 'AADToken' | 'Key' | 'AMLToken';
  /** @default true */
  readonly publicNetworkAccess?: boolean;
  /** Where the logs of traffic, containers and events go. @default - nowhere */
  readonly logAnalytics?: ILogAnalytics;
}

const logCategories = ['AmlOnlineEndpointTrafficLog', 'AmlOnlineEndpointConsoleLog', 'AmlOnlineEndpointEventLog'];

/**
 * A managed online endpoint with its deployments and the traffic between them.
 *
 * Put it in another stack than the workspace: deployments are created before they are destroyed, and Terraform carries
 * that over to everything that they depend on in their stack. Keep the identity in the endpoint's stack, so that it
 * outlives the endpoint, whose traffic cannot be drained without it.
 */
export class ManagedOnlineEndpoint extends OnlineEndpoint<ManagedOnlineDeploymentOptions, ManagedOnlineDeployment> {
  /** An endpoint that exists already, whose deployments and traffic are managed elsewhere. */
  static fromEndpointName(scope: Construct, id: string, workspace: IWorkspace, name: string): IManagedOnlineEndpoint {
    return Object.assign(new Construct(scope, id), { id: `${workspace.id}/onlineEndpoints/${name}`, name });
  }

  readonly #props: ManagedOnlineEndpointProps;

  constructor(scope: Construct, id: string, props: ManagedOnlineEndpointProps) {
    super(scope, id, props, {
      kind: 'Managed',
      mirrors: true,
      properties: {
        authMode: props.authMode ?? 'AADToken',
        publicNetworkAccess: (props.publicNetworkAccess ?? true) ? 'Enabled' : 'Disabled',
      },
      fixed: [],
      grants: [],
      problems: [],
    });
    this.#props = props;
    if (props.logAnalytics) {
      new DiagnosticSetting(this, 'diagnostics', {
        targetId: this.id,
        logAnalytics: props.logAnalytics,
        categories: logCategories,
      });
    }
  }

  protected override makeDeployment(name: string, options: ManagedOnlineDeploymentOptions): ManagedOnlineDeployment {
    const { workspace, identity } = this.#props;
    return new ManagedOnlineDeployment(this, name, { ...options, name, workspace, identity, endpoint: this });
  }
}

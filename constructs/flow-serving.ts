import { type IEndpointIdentity } from './endpoint-identity';
import { type IWorkspace } from './workspace';

/** Which endpoint, deployment and workspace a flow is served in. */
export interface FlowServing {
  readonly workspace: IWorkspace;
  readonly identity: IEndpointIdentity;
  readonly endpoint: string;
  readonly deployment: string;
}

/** Environment variables that prompt flow's serving reads, and that the constructs alone may set. */
export function flowServingVariables(serving: FlowServing): Record<string, string> {
  const { workspace, identity, endpoint, deployment } = serving;
  const place = {
    subscription_id: workspace.subscriptionId,
    resource_group: workspace.resourceGroupName,
    workspace_name: workspace.name,
    endpoint_name: endpoint,
    deployment_name: deployment,
  };
  const override = Object.entries(place).map(([key, value]) => `deployment.${key}=${value}`);
  return {
    PROMPTFLOW_RUN_MODE: 'serving',
    // Names the workspace of the connections. The other way, PROMPTFLOW_CONNECTION_PROVIDER, hides the endpoint's and
    // the deployment's name from prompt flow's metrics.
    PRT_CONFIG_OVERRIDE: override.join(','),
    // Serving asks for tokens of a user-assigned identity by this client id.
    AZURE_CLIENT_ID: identity.clientId,
  };
}

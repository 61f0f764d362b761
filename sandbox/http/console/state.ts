import { type ResourceGraph } from '../../arm';
import { listDeployments, listEndpoints } from '../inference/endpoint';
import { type RequestRecord } from '../inference/request-log';

/** An endpoint of the sandbox with what it serves. */
export interface EndpointStatus {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly workspace: string;
  readonly authMode: string;
  readonly scoringUri: string;
  /** Percent of live traffic by deployment name. */
  readonly traffic: Readonly<Record<string, number>>;
  readonly mirrorTraffic: Readonly<Record<string, number>>;
  readonly deployments: readonly {
    readonly name: string;
    /** `<asset name>:<version>` */
    readonly model: string;
    readonly instances: number;
  }[];
}

/** What a sandbox holds and does. */
export interface SandboxState {
  readonly endpoint: string;
  readonly directory: string;
  /** File that `curl -H @<file>` takes: the deployer's Authorization header. */
  readonly authorizationFile: string;
  readonly resources: readonly { readonly id: string; readonly type: string; readonly name: string }[];
  readonly endpoints: readonly EndpointStatus[];
  /** Newest first. */
  readonly requests: readonly RequestRecord[];
}

/** What the graph says of endpoints and their deployments, in short. */
export function endpointStatuses(graph: ResourceGraph): EndpointStatus[] {
  return listEndpoints(graph).map((endpoint) => ({
    id: endpoint.id,
    name: endpoint.name,
    region: endpoint.region,
    workspace: endpoint.workspaceId.split('/').at(-1) ?? '',
    authMode: endpoint.authMode,
    scoringUri: endpoint.scoringUri,
    traffic: endpoint.traffic,
    mirrorTraffic: endpoint.mirrorTraffic,
    deployments: listDeployments(graph, endpoint).map(({ name, model, instances }) => ({
      name,
      model: model.split('/').slice(-3).join('/').replace('/versions/', ':'),
      instances,
    })),
  }));
}

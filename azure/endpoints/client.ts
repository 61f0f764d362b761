import {
  type AzureMachineLearningWorkspaces,
  type OnlineDeployment,
  type OnlineEndpoint,
} from '@azure/arm-machinelearning';
import { attempt, AzureError, onWorkspace, statusOf } from '../error';
import { bearer } from '../loopback';
import { resourceManager } from '../resource-manager';
import { describeWorkspace, inferenceScope, type AzureTarget } from '../target';
import { type Deployment, type Endpoint, type EndpointAuthMode, type Score } from './endpoint';
import { Scoring } from './scoring';

export interface ScoreOptions {
  /** Ask this deployment, whatever its share of the traffic. */
  readonly deployment?: string;
  /**
   * Milliseconds until the request is given up.
   *
   * @default 300000, the longest that Azure lets a flow take
   */
  readonly timeoutMs?: number;
}

/** How an endpoint is called. */
interface Access {
  readonly scoringUri: string;
  readonly authorization: string;
}

const longestRequestMs = 300_000;

/** Reads and calls the online endpoints of a workspace. Failures are AzureErrors. */
export class EndpointClient {
  private client?: Promise<AzureMachineLearningWorkspaces>;
  private scoring?: Promise<Scoring>;
  private readonly accesses = new Map<string, Promise<Access>>();

  constructor(private readonly target: AzureTarget) {}

  /** The endpoint; undefined where the workspace has none of this name. */
  async get(name: string): Promise<Endpoint | undefined> {
    const client = await this.resourceManager();
    return attempt(onWorkspace(this.target, `read endpoint ${name}`), async () => {
      try {
        return endpointOf(name, await client.onlineEndpoints.get(...this.workspace, name));
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    });
  }

  /** The endpoint's deployments, in the order of their names. */
  async deployments(endpoint: string): Promise<Deployment[]> {
    const client = await this.resourceManager();
    return attempt(onWorkspace(this.target, `list the deployments of endpoint ${endpoint}`), async () => {
      const deployments: Deployment[] = [];
      for await (const deployment of client.onlineDeployments.list(...this.workspace, endpoint)) {
        deployments.push(deploymentOf(deployment));
      }
      return deployments.sort((one, other) => one.name.localeCompare(other.name, 'en'));
    });
  }

  /** Value of the Authorization header for the endpoint: its key or a token, as its `authMode` says. A secret. */
  async authorization(name: string): Promise<string> {
    return this.authorizationFor(await this.existing(name));
  }

  /**
   * Sends a request to the endpoint. Every answer is a result, refusals of the endpoint included.
   *
   * @throws AzureError where there is no such endpoint, or no answer within the time.
   */
  async score(
    name: string,
    body: unknown,
    { deployment, timeoutMs = longestRequestMs }: ScoreOptions = {},
  ): Promise<Score> {
    const scoring = await (this.scoring ??= Scoring.open());
    const send = async (): Promise<Score> => {
      const access = await this.access(name);
      return scoring.send({ ...access, body, timeoutMs, ...(deployment !== undefined && { deployment }) });
    };
    return attempt(onWorkspace(this.target, `call endpoint ${name}`), async () => {
      const score = await send();
      if (score.status !== 401) return score;
      // The key was regenerated or the token ended since it was read.
      this.accesses.delete(name);
      return send();
    });
  }

  private access(name: string): Promise<Access> {
    const known = this.accesses.get(name);
    if (known !== undefined) return known;
    const access = this.openAccess(name);
    this.accesses.set(name, access);
    access.catch(() => this.accesses.delete(name));
    return access;
  }

  private async openAccess(name: string): Promise<Access> {
    const endpoint = await this.existing(name);
    if (endpoint.scoringUri === '') {
      throw new AzureError(`Endpoint ${name} has no scoring URI: its state is ${endpoint.provisioningState}.`, {
        code: 'EndpointNotReady',
        hint: endpoint.provisioningState === 'Failed' ? 'Deploy it again.' : 'Wait until its state is Succeeded.',
      });
    }
    return { scoringUri: endpoint.scoringUri, authorization: await this.authorizationFor(endpoint) };
  }

  private async authorizationFor({ name, authMode }: Endpoint): Promise<string> {
    const client = await this.resourceManager();
    return attempt(onWorkspace(this.target, `get access to endpoint ${name}`), async () => {
      switch (authMode) {
        case 'AADToken':
          return bearer(this.target.credential, inferenceScope(this.target));
        case 'AMLToken':
          return `Bearer ${(await client.onlineEndpoints.getToken(...this.workspace, name)).accessToken ?? ''}`;
        case 'Key':
          return `Bearer ${(await client.onlineEndpoints.listKeys(...this.workspace, name)).primaryKey ?? ''}`;
      }
    });
  }

  private async existing(name: string): Promise<Endpoint> {
    const endpoint = await this.get(name);
    if (endpoint !== undefined) return endpoint;
    throw new AzureError(`There is no endpoint ${name} in ${describeWorkspace(this.target)}.`, {
      code: 'EndpointNotFound',
      hint: 'Deploy it first, or check its name.',
      status: 404,
    });
  }

  private resourceManager(): Promise<AzureMachineLearningWorkspaces> {
    return (this.client ??= resourceManager(this.target));
  }

  private get workspace(): [resourceGroup: string, workspace: string] {
    return [this.target.resourceGroup, this.target.workspace];
  }
}

function endpointOf(name: string, { properties }: OnlineEndpoint): Endpoint {
  // The SDK keeps what its older API version does not know, without a type for it.
  const { mirrorTraffic } = properties as { mirrorTraffic?: Record<string, number> };
  return {
    name,
    scoringUri: properties.scoringUri ?? '',
    authMode: properties.authMode as EndpointAuthMode,
    traffic: properties.traffic ?? {},
    mirrorTraffic: mirrorTraffic ?? {},
    provisioningState: properties.provisioningState ?? 'Unknown',
  };
}

function deploymentOf({ name, properties, sku }: OnlineDeployment): Deployment {
  const model = modelOf(properties.model);
  return {
    name: name ?? '',
    provisioningState: properties.provisioningState ?? 'Unknown',
    ...(model !== undefined && { model }),
    ...(properties.instanceType !== undefined && { instanceType: properties.instanceType }),
    ...(sku?.capacity !== undefined && { instances: sku.capacity }),
  };
}

function modelOf(id: string | undefined): Deployment['model'] {
  const [, name, version] = /\/workspaces\/[^/]+\/models\/([^/]+)\/versions\/([^/]+)$/i.exec(id ?? '') ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}

import { type Deployment, type Endpoint } from './endpoint';
import { ScoringRefusal } from './refusal';
import { TrafficRouter } from './traffic-router';

/** Names the deployment that a request is for, or that gave an answer. */
export const deploymentHeader = 'azureml-model-deployment';

/** Which deployment of an endpoint gets which request. */
export class Routing {
  private readonly routers = new Map<string, TrafficRouter>();

  /**
   * The deployment that a request asks for by name, else the next one by the endpoint's traffic.
   * @throws ScoringRefusal 404 where there is none.
   */
  route(endpoint: Endpoint, deployments: readonly Deployment[], asked: string | undefined): Deployment {
    const name = asked ?? this.routerOf(endpoint).next(endpoint.traffic);
    if (name === undefined) {
      throw new ScoringRefusal(
        404,
        'NoTraffic',
        `No deployment of endpoint '${endpoint.name}' has traffic: give one a share, or name one in the header ${deploymentHeader}.`,
      );
    }
    const deployment = byName(deployments, name);
    if (deployment !== undefined) return deployment;
    throw new ScoringRefusal(
      404,
      'DeploymentNotFound',
      `Endpoint '${endpoint.name}' has no deployment '${name}'; it has ` +
        `${deployments.map((known) => `'${known.name}'`).join(', ') || 'none'}.`,
    );
  }

  /** The deployment that gets a copy of the request; undefined for a request that is not copied. */
  mirror(endpoint: Endpoint, deployments: readonly Deployment[]): Deployment | undefined {
    const name = this.routerOf(endpoint).mirror(endpoint.mirrorTraffic);
    return name === undefined ? undefined : byName(deployments, name);
  }

  private routerOf({ id }: Endpoint): TrafficRouter {
    const router = this.routers.get(id) ?? new TrafficRouter();
    this.routers.set(id, router);
    return router;
  }
}

function byName(deployments: readonly Deployment[], name: string): Deployment | undefined {
  return deployments.find((deployment) => deployment.name.toLowerCase() === name.toLowerCase());
}

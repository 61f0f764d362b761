import { type AppClient, type AzureTarget, type Endpoint, type EndpointClient, type Score } from '../../azure';
import { type DeploymentTarget, type Environment, type Flow, ownGroupOf } from '../../model';
import { type RunContext } from '../context';
import { type EndpointReport } from '../result';

/** A flow's target in an environment. */
export interface FlowTarget {
  readonly flow: Flow;
  readonly target: DeploymentTarget;
}

/** Every target of an environment, with the flow that it serves. */
export function targetsOf({ flows }: Environment): FlowTarget[] {
  return flows.flatMap((flow) => flow.targets.map((target) => ({ flow, target })));
}

/** What every kind of target shows of itself. */
export type ServedState = Pick<Endpoint, 'name' | 'scoringUri' | 'traffic' | 'mirrorTraffic'>;

/** Reads and calls targets, of whichever kind they are. */
export class ServedTargets {
  static async open({ cloud, environment }: RunContext): Promise<ServedTargets> {
    const { AppClient, EndpointClient } = await import('../../azure');
    const target = await cloud.target(environment);
    return new ServedTargets(target, new EndpointClient(target), new AppClient(target, ownGroupOf(environment)));
  }

  private constructor(
    private readonly azure: AzureTarget,
    private readonly endpoints: EndpointClient,
    private readonly apps: AppClient,
  ) {}

  /** The endpoint or app; undefined where it is not deployed. */
  async get({ target, name }: DeploymentTarget): Promise<ServedState | undefined> {
    if (target !== 'app-service') return this.endpoints.get(name);
    const app = await this.apps.get(name);
    return app && { name, scoringUri: app.scoringUri, traffic: app.traffic, mirrorTraffic: {} };
  }

  /** The images that run: of an endpoint by deployment, of an app by what its production and its slot run. */
  async images({ target, name }: Pick<EndpointReport, 'target' | 'name'>): Promise<Readonly<Record<string, string>>> {
    if (target === 'app-service') return (await this.apps.get(name))?.images ?? {};
    const { deployedImages } = await import('../../azure');
    return deployedImages(this.azure, name);
  }

  /** Sends a request: by traffic, or to a deployment by its name. */
  score(target: DeploymentTarget, body: unknown, deployment: string | undefined): Promise<Score> {
    const to = deployment === undefined ? {} : { deployment };
    if (target.target === 'app-service') {
      const caller = target.auth === 'none' ? {} : { clientId: target.auth.clientId };
      return this.apps.score(target.name, body, { ...to, ...caller });
    }
    return this.endpoints.score(target.name, body, { ...to, timeoutMs: target.requestTimeoutSeconds * 1000 });
  }
}

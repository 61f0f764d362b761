import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { ManagedOnlineEndpoint } from '../constructs/managed-online-endpoint';
import { TrafficSplit } from '../constructs/traffic-split';
import { type Environment, type Flow, type ManagedEndpointTarget } from '../model/environment';
import { type FlowRelease, type Release } from '../model/release';
import { type StackState } from '../model/state-location';
import { resolveTraffic } from '../model/traffic';
import { EnvironmentStack } from './environment-stack';
import { type PlatformStack } from './platform-stack';
import { terraformLiteral, terraformLiterals } from './terraform-literal';

/** What serves an environment's registered flows: endpoints, their deployments, and the traffic between these. */
export class ServingStack extends EnvironmentStack {
  readonly #platform: PlatformStack;
  readonly #release: Release;

  constructor(
    scope: Construct,
    platform: PlatformStack,
    environment: Environment,
    release: Release,
    state: StackState,
  ) {
    super(scope, 'serving', environment, state);
    this.#platform = platform;
    this.#release = release;
    this.addDependency(platform);
    const endpoints = environment.flows.flatMap((flow) =>
      flow.targets.map((target) => this.#addEndpoint(flow, target, this.#releaseOf(flow))),
    );
    new TerraformOutput(this, 'scoring_uris', {
      value: Object.fromEntries(endpoints.map(({ name, scoringUri }) => [name, scoringUri])),
      staticId: true,
    });
    new TerraformOutput(this, 'release', {
      description: 'What the endpoints run, by flow: the next deploy finds its `previous` here, on whatever machine it runs.',
      value: Object.fromEntries(environment.flows.filter(deployed).map((flow) => [flow.name, this.#releaseOf(flow)])),
      staticId: true,
    });
  }

  #addEndpoint(flow: Flow, target: ManagedEndpointTarget, release: FlowRelease): ManagedOnlineEndpoint {
    const { workspace, logAnalytics } = this.#platform;
    const { deployments, traffic, mirrorTraffic } = resolveTraffic(target, release);
    const [mirror] = Object.entries(mirrorTraffic ?? {}).map(([deployment, percent]) => ({ deployment, percent }));
    const description = target.description ?? flow.description;
    const { servingEnvironment } = this.#release;
    const endpoint = new ManagedOnlineEndpoint(this, target.name, {
      workspace,
      name: target.name,
      identity: this.#platform.identity(target.identity),
      authMode: target.auth === 'entra' ? 'AADToken' : 'Key',
      traffic: TrafficSplit.of(traffic, mirror),
      logAnalytics,
      tags: { flow: flow.name },
      ...(description !== undefined && { description: terraformLiteral(description) }),
    });
    for (const { name, version } of deployments) {
      endpoint.addDeployment(name, {
        modelId: workspace.modelId(flow.asset, version),
        environmentId: workspace.environmentId(servingEnvironment.name, servingEnvironment.version),
        instanceType: target.instanceType,
        instances: target.instances,
        requestTimeoutSeconds: target.requestTimeoutSeconds,
        maxConcurrentRequests: target.maxConcurrentRequests,
        environmentVariables: terraformLiterals(target.environmentVariables),
        tags: { flow: flow.name, version },
      });
    }
    return endpoint;
  }

  #releaseOf(flow: Flow): FlowRelease {
    const release = this.#release.flows[flow.name];
    if (release) return release;
    throw new Error(
      `the release of ${this.environment.name} has no version of flow ${flow.name}: ` +
        `run "llmops register --env ${this.environment.name}" first`,
    );
  }
}

function deployed({ targets }: Flow): boolean {
  return targets.length > 0;
}

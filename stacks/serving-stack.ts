import { Annotations, dependable, TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { EndpointIdentity } from '../constructs/endpoint-identity';
import { ManagedOnlineEndpoint } from '../constructs/managed-online-endpoint';
import { TrafficSplit } from '../constructs/traffic-split';
import { type Environment, type Flow, type ManagedEndpointTarget } from '../model/environment';
import { type FlowRelease, placeholderRelease, type Release } from '../model/release';
import { type StackState } from '../model/state-location';
import { resolveTraffic } from '../model/traffic';
import { EnvironmentStack } from './environment-stack';
import { type PlatformStack } from './platform-stack';
import { terraformLiteral, terraformLiterals } from './terraform-literal';

/**
 * What serves an environment's registered flows: endpoints with their identities and deployments, and the traffic
 * between these. Identities are here and not in the platform, which is applied first: an endpoint that is taken out of
 * the configuration needs its identity until its traffic is drained.
 */
export class ServingStack extends EnvironmentStack {
  readonly #platform: PlatformStack;
  readonly #release: Release;
  readonly #endpoints: Construct;
  readonly #identities: Construct;

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
    this.#endpoints = new Construct(this, 'endpoints');
    this.#identities = new Construct(this, 'identities');
    this.addDependency(platform);
    const served = environment.flows
      .filter(({ targets }) => targets.length > 0)
      .map((flow) => ({ flow, release: this.#releaseOf(flow) }));
    if (release.placeholder && served.length > 0) this.#warn('nothing is registered yet');
    const endpoints = served.flatMap(({ flow, release: versions }) =>
      flow.targets.map((target) => this.#addEndpoint(flow, target, versions)),
    );
    new TerraformOutput(this, 'scoring_uris', {
      value: Object.fromEntries(endpoints.map(({ name, scoringUri }) => [name, scoringUri])),
      staticId: true,
    });
    new TerraformOutput(this, 'release', {
      description: 'What the endpoints run, by flow: by it a deploy from any machine knows what was served before.',
      value: {
        servingEnvironment: release.servingEnvironment,
        flows: Object.fromEntries(served.map(({ flow, release: versions }) => [flow.name, versions])),
      },
      // An apply that fails halfway leaves the record of what was served before it.
      dependsOn: endpoints.map(({ ready }) => ({ fqn: dependable(ready) })),
      staticId: true,
    });
  }

  #addEndpoint(flow: Flow, target: ManagedEndpointTarget, release: FlowRelease): ManagedOnlineEndpoint {
    const { workspace, logAnalytics } = this.#platform;
    const { deployments, traffic, mirrorTraffic } = resolveTraffic(target, release);
    const [mirror] = Object.entries(mirrorTraffic ?? {}).map(([deployment, percent]) => ({ deployment, percent }));
    const description = target.description ?? flow.description;
    const { servingEnvironment } = this.#release;
    const endpoint = new ManagedOnlineEndpoint(this.#endpoints, target.name, {
      workspace,
      name: target.name,
      identity: this.#addIdentity(flow, target),
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

  #addIdentity(flow: Flow, target: ManagedEndpointTarget): EndpointIdentity {
    const { resourceGroup, workspace, containerRegistry, storageAccount, keyVault, connections } = this.#platform;
    return new EndpointIdentity(this.#identities, target.identity, {
      name: target.identity,
      resourceGroup,
      workspace,
      containerRegistry,
      storageAccount,
      keyVault,
      connections: flow.connections.flatMap((name) => connections.get(name) ?? []),
    });
  }

  #releaseOf(flow: Flow): FlowRelease {
    const release = this.#release.flows[flow.name];
    if (release) return release;
    this.#warn(`flow ${flow.name} is not registered yet`);
    return placeholderRelease({ ...this.environment, flows: [flow] }).flows[flow.name] as FlowRelease;
  }

  #warn(reason: string): void {
    const { name } = this.environment;
    Annotations.of(this).addWarning(
      `${reason} in ${name}: version 1 stands for it in this plan. Run "llmops register --env ${name}" before it is applied.`,
    );
  }
}

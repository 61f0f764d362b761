import { Annotations, dependable, TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { type Environment, type Flow } from '../model/environment';
import { type FlowRelease, placeholderRelease, type Release } from '../model/release';
import { type StackState } from '../model/state-location';
import { type DeploymentTarget } from '../model/target';
import { EnvironmentStack } from './environment-stack';
import { type PlatformStack } from './platform-stack';
import { addAppService } from './serving/app-service';
import { addKubernetesEndpoint } from './serving/kubernetes-endpoint';
import { addManagedEndpoint } from './serving/managed-endpoint';
import { addServingOperations } from './serving/operations';
import { type ServedTarget, type ServingPlace } from './serving/place';

/**
 * What serves an environment's registered flows: endpoints with their identities and deployments, and the traffic
 * between these. Identities are here and not in the platform, which is applied first: an endpoint that is taken out of
 * the configuration needs its identity until its traffic is drained.
 */
export class ServingStack extends EnvironmentStack {
  readonly #place: ServingPlace;
  readonly #release: Release;

  constructor(
    scope: Construct,
    platform: PlatformStack,
    environment: Environment,
    release: Release,
    state: StackState,
  ) {
    super(scope, 'serving', environment, state);
    this.#release = release;
    const servingEnvironment = release.servingEnvironment ?? placeholderRelease(environment).servingEnvironment;
    this.#place = {
      platform,
      ...(servingEnvironment !== undefined && { servingEnvironment }),
      endpoints: new Construct(this, 'endpoints'),
      identities: new Construct(this, 'identities'),
      secrets: new Construct(this, 'secrets'),
    };
    this.addDependency(platform);
    const served = environment.flows
      .filter(({ targets }) => targets.length > 0)
      .map((flow) => ({ flow, release: this.#releaseOf(flow) }));
    if (release.placeholder && served.length > 0) this.#warn('nothing is registered yet');
    const endpoints = served.flatMap(({ flow, release: versions }) =>
      flow.targets.map((target) => this.#addTarget(flow, target, versions)),
    );
    addServingOperations(this, platform, endpoints);
    new TerraformOutput(this, 'scoring_uris', {
      value: Object.fromEntries(endpoints.map(({ name, scoringUri }) => [name, scoringUri])),
      staticId: true,
    });
    new TerraformOutput(this, 'release', {
      description: 'What the endpoints run, by flow: by it a deploy from any machine knows what was served before.',
      value: {
        ...(servingEnvironment !== undefined && { servingEnvironment }),
        flows: Object.fromEntries(served.map(({ flow, release: versions }) => [flow.name, versions])),
      },
      // An apply that fails halfway leaves the record of what was served before it.
      dependsOn: endpoints.map(({ ready }) => ({ fqn: dependable(ready) })),
      staticId: true,
    });
  }

  #addTarget(flow: Flow, target: DeploymentTarget, release: FlowRelease): ServedTarget {
    switch (target.target) {
      case 'managed-endpoint':
        return addManagedEndpoint(this.#place, flow, target, release);
      case 'app-service':
        return addAppService(this.#place, flow, target, release);
      case 'kubernetes-endpoint':
        return addKubernetesEndpoint(this.#place, flow, target, release);
    }
  }

  #releaseOf(flow: Flow): FlowRelease {
    const release = this.#release.flows[flow.name];
    const placeholder = placeholderRelease({ ...this.environment, flows: [flow] }).flows[flow.name] as FlowRelease;
    if (release === undefined) {
      this.#warn(`flow ${flow.name} is not registered yet`);
      return placeholder;
    }
    // An endpoint goes on without, but an app runs nothing else.
    const { image } = placeholder.current;
    const lacksImage =
      release.current.image === undefined && flow.targets.some(({ target }) => target === 'app-service');
    if (image === undefined || !lacksImage) return release;
    this.#warn(`the image of flow ${flow.name} is not built yet`);
    return { ...release, current: { ...release.current, image } };
  }

  #warn(reason: string): void {
    const { name } = this.environment;
    Annotations.of(this).addWarning(
      `${reason} in ${name}: version 1 stands for it in this plan. Run "llmops register --env ${name}" before it is applied.`,
    );
  }
}

import { dependable, type IResolvable, type ITerraformDependable, Lazy, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AzapiResource, AzapiResourceAction } from './azapi';
import { badName } from './azure-name';
import { type IEndpointIdentity } from './endpoint-identity';
import { machineLearningType } from './machine-learning';
import { type OnlineDeployment, type OnlineDeploymentOptions } from './online-deployment';
import { refuse } from './props';
import { TrafficSplit } from './traffic-split';
import { type IWorkspace } from './workspace';

export interface IOnlineEndpoint extends IConstruct {
  readonly id: string;
  readonly name: string;
}

export interface OnlineEndpointProps {
  readonly workspace: IWorkspace;
  /** 3-32 characters, unique in the workspace's Azure region. A change makes a new endpoint before the old one ends. */
  readonly name: string;
  /** Cannot change: a new identity needs a new endpoint name. */
  readonly identity: IEndpointIdentity;
  /** @default - all to the only deployment; several deployments need a split */
  readonly traffic?: TrafficSplit;
  /** @default - no description */
  readonly description?: string;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** What tells kinds of online endpoints apart in Azure. */
export interface OnlineEndpointKind {
  readonly kind: 'Managed' | 'Kubernetes';
  /** Whether it can mirror traffic. */
  readonly mirrors: boolean;
  /** `properties` of the endpoint, without description and traffic. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Values that Azure cannot change, beside the identity. */
  readonly fixed: readonly string[];
  /** What must be granted before the endpoint is made, beside the grants of its identity. */
  readonly grants: readonly ITerraformDependable[];
  /** Problems of the props of this kind. */
  readonly problems: readonly (string | false)[];
}

/** Azure answers so while another change of the endpoint is under way. */
const whileBusy = { errorMessageRegex: ['RESPONSE 409'] };

/** Azure's limit of deployments for one endpoint. */
const maxDeployments = 20;

/**
 * What managed and Kubernetes online endpoints have in common: the endpoint, its deployments and the traffic between
 * them.
 */
export abstract class OnlineEndpoint<
  Options extends OnlineDeploymentOptions = OnlineDeploymentOptions,
  Deployment extends OnlineDeployment = OnlineDeployment,
>
  extends Construct
  implements IOnlineEndpoint
{
  readonly id: string;
  readonly name: string;
  /** Where requests are sent. */
  readonly scoringUri: string;
  /** Depend on it to wait until traffic flows as the split says. */
  readonly ready: ITerraformDependable;
  readonly #props: OnlineEndpointProps;
  readonly #kind: OnlineEndpointKind;
  readonly #endpoint: AzapiResource;
  readonly #deployments: Deployment[] = [];
  readonly #trafficSteps: AzapiResourceAction[];
  #traffic: TrafficSplit | undefined;

  protected constructor(scope: Construct, id: string, props: OnlineEndpointProps, kind: OnlineEndpointKind) {
    super(scope, id);
    refuse(this, [badName('onlineEndpoint', props.name), ...kind.problems]);
    this.#props = props;
    this.#kind = kind;
    this.#traffic = props.traffic;
    this.name = props.name;
    this.#endpoint = new AzapiResource(this, 'Resource', {
      type: machineLearningType('workspaces/onlineEndpoints'),
      name: props.name,
      parentId: props.workspace.id,
      location: props.workspace.location,
      identity: { type: 'UserAssigned', identityIds: [props.identity.id] },
      tags: props.tags ?? {},
      body: { kind: kind.kind, properties: this.#properties() },
      replaceTriggersExternalValues: [props.identity.id, ...kind.fixed],
      responseExportValues: ['properties.scoringUri'],
      dependsOn: this.#grants(),
      retry: whileBusy,
    });
    this.id = this.#endpoint.id;
    this.scoringUri = this.#endpoint.outputString('properties.scoringUri');
    const shift = this.#shiftTraffic();
    this.ready = shift;
    this.#trafficSteps = [shift, this.#drainOnDestroy()];
    this.node.addValidation({ validate: () => this.#problems() });
  }

  /** Makes a deployment below this construct. */
  protected abstract makeDeployment(name: string, options: Options): Deployment;

  /** Serves one more version. Without a split, it gets all traffic as long as it is the only one. */
  addDeployment(name: string, options: Options): Deployment {
    const deployment = this.makeDeployment(name, options);
    this.#deployments.push(deployment);
    for (const step of this.#trafficSteps)
      step.dependsOn = [...(step.dependsOn ?? []), dependable(deployment.resource)];
    return deployment;
  }

  /** Replaces the traffic split. */
  setTraffic(traffic: TrafficSplit): void {
    this.#traffic = traffic;
  }

  get traffic(): TrafficSplit {
    const [only, ...others] = this.#deployments;
    return this.#traffic ?? (only && others.length === 0 ? TrafficSplit.all(only.name) : TrafficSplit.none);
  }

  /**
   * Azure takes traffic only by a PUT of the whole endpoint, and only for deployments that stand. It comes again after
   * every change of the endpoint itself, which is a PUT without traffic.
   */
  #shiftTraffic(): AzapiResourceAction {
    return new AzapiResourceAction(this, 'traffic', {
      type: machineLearningType('workspaces/onlineEndpoints'),
      resourceId: this.id,
      method: 'PUT',
      body: this.#bodyWith(() => this.#shares()),
      lifecycle: { replaceTriggeredBy: [this.#address()] },
      retry: whileBusy,
    });
  }

  /** Azure deletes no deployment that has traffic, so the endpoint's end begins with taking it away. */
  #drainOnDestroy(): AzapiResourceAction {
    return new AzapiResourceAction(this, 'drain', {
      type: machineLearningType('workspaces/onlineEndpoints'),
      resourceId: this.id,
      method: 'PUT',
      when: 'destroy',
      body: this.#bodyWith(() => ({ traffic: {}, ...(this.#kind.mirrors && { mirrorTraffic: {} }) })),
      retry: whileBusy,
    });
  }

  /** The whole endpoint as a PUT body: what the resource sends, and traffic. */
  #bodyWith(traffic: () => object): IResolvable {
    return Lazy.anyValue({
      produce: () => ({
        kind: this.#kind.kind,
        location: this.#props.workspace.location,
        tags: this.#endpoint.tags,
        identity: { type: 'UserAssigned', userAssignedIdentities: { [this.#props.identity.id]: {} } },
        properties: { ...this.#properties(), ...traffic() },
      }),
    });
  }

  #properties(): Record<string, unknown> {
    return { ...this.#kind.properties, description: this.#props.description };
  }

  #shares(): { traffic: Record<string, number>; mirrorTraffic?: Record<string, number> } {
    const { shares, mirror } = this.traffic;
    const none = Object.fromEntries(this.#deployments.map(({ name }) => [name, 0]));
    return {
      traffic: { ...none, ...shares },
      ...(this.#kind.mirrors && { mirrorTraffic: mirror ? { [mirror.deployment]: mirror.percent } : {} }),
    };
  }

  /** Grants of another stack are made by applying that stack first. */
  #grants(): ITerraformDependable[] {
    const { identity } = this.#props;
    const own = TerraformStack.of(identity) === TerraformStack.of(this) ? identity.grants : [];
    return [...own, ...this.#kind.grants];
  }

  /** Terraform wants an address here, where cdktf would write an expression for the construct. */
  #address(): string {
    return `${this.#endpoint.terraformResourceType}.${this.#endpoint.friendlyUniqueId}`;
  }

  #problems(): string[] {
    const names = this.#deployments.map(({ name }) => name);
    const problems = this.traffic.deployments
      .filter((name) => !names.includes(name))
      .map((name) => `traffic names deployment "${name}", but the endpoint has ${names.join(', ') || 'none'}`);
    if (names.length > 1 && !this.#traffic) problems.push(`${names.length} deployments need a traffic split`);
    if (this.traffic.mirror && !this.#kind.mirrors) problems.push('only managed endpoints mirror traffic');
    if (names.length > maxDeployments) problems.push(`${names.length} deployments, but Azure takes ${maxDeployments}`);
    return problems;
  }
}

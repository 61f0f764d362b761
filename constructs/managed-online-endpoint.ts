import { dependable, type IResolvable, type ITerraformDependable, Lazy, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AzapiResource, AzapiResourceAction } from './azapi';
import { badName } from './azure-name';
import { DiagnosticSetting } from './diagnostic-setting';
import { type IEndpointIdentity } from './endpoint-identity';
import { type ILogAnalytics } from './log-analytics';
import { machineLearningType } from './machine-learning';
import { OnlineDeployment, type OnlineDeploymentOptions } from './online-deployment';
import { refuse } from './props';
import { TrafficSplit } from './traffic-split';
import { type IWorkspace } from './workspace';

export interface IManagedOnlineEndpoint extends IConstruct {
  readonly id: string;
  readonly name: string;
}

export interface ManagedOnlineEndpointProps {
  readonly workspace: IWorkspace;
  /** 3-32 characters, unique in the workspace's Azure region. A change makes a new endpoint before the old one ends. */
  readonly name: string;
  /** Cannot change: a new identity needs a new endpoint name. */
  readonly identity: IEndpointIdentity;
  /** How callers prove who they are: by Entra, by the endpoint's keys, or by tokens of Azure ML. @default "AADToken" */
  readonly authMode?: 'AADToken' | 'Key' | 'AMLToken';
  /** @default - all to the only deployment; several deployments need a split */
  readonly traffic?: TrafficSplit;
  /** @default true */
  readonly publicNetworkAccess?: boolean;
  /** @default - no description */
  readonly description?: string;
  /** Where the logs of traffic, containers and events go. @default - nowhere */
  readonly logAnalytics?: ILogAnalytics;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

const logCategories = ['AmlOnlineEndpointTrafficLog', 'AmlOnlineEndpointConsoleLog', 'AmlOnlineEndpointEventLog'];

/** Azure answers so while another change of the endpoint is under way. */
const whileBusy = { errorMessageRegex: ['RESPONSE 409'] };

/** Azure's limit of deployments for one endpoint. */
const maxDeployments = 20;

/**
 * A managed online endpoint with its deployments and the traffic between them.
 *
 * Put it in another stack than the workspace: deployments are created before they are destroyed, and Terraform carries
 * that over to everything that they depend on in their stack. Keep the identity in the endpoint's stack, so that it
 * outlives the endpoint, whose traffic cannot be drained without it.
 */
export class ManagedOnlineEndpoint extends Construct implements IManagedOnlineEndpoint {
  /** An endpoint that exists already, whose deployments and traffic are managed elsewhere. */
  static fromEndpointName(scope: Construct, id: string, workspace: IWorkspace, name: string): IManagedOnlineEndpoint {
    return Object.assign(new Construct(scope, id), { id: `${workspace.id}/onlineEndpoints/${name}`, name });
  }

  readonly id: string;
  readonly name: string;
  /** Where requests are sent. */
  readonly scoringUri: string;
  /** Depend on it to wait until traffic flows as the split says. */
  readonly ready: ITerraformDependable;
  readonly #props: ManagedOnlineEndpointProps;
  readonly #endpoint: AzapiResource;
  readonly #deployments: OnlineDeployment[] = [];
  readonly #trafficSteps: AzapiResourceAction[];
  #traffic: TrafficSplit | undefined;

  constructor(scope: Construct, id: string, props: ManagedOnlineEndpointProps) {
    super(scope, id);
    refuse(this, [badName('onlineEndpoint', props.name)]);
    this.#props = props;
    this.#traffic = props.traffic;
    this.name = props.name;
    this.#endpoint = new AzapiResource(this, 'Resource', {
      type: machineLearningType('workspaces/onlineEndpoints'),
      name: props.name,
      parentId: props.workspace.id,
      location: props.workspace.location,
      identity: { type: 'UserAssigned', identityIds: [props.identity.id] },
      tags: props.tags ?? {},
      body: { kind: 'Managed', properties: this.#properties() },
      replaceTriggersExternalValues: [props.identity.id],
      responseExportValues: ['properties.scoringUri'],
      dependsOn: this.#grants(),
      retry: whileBusy,
    });
    this.id = this.#endpoint.id;
    this.scoringUri = this.#endpoint.outputString('properties.scoringUri');
    const shift = this.#shiftTraffic();
    this.ready = shift;
    this.#trafficSteps = [shift, this.#drainOnDestroy()];
    if (props.logAnalytics) {
      new DiagnosticSetting(this, 'diagnostics', {
        targetId: this.id,
        logAnalytics: props.logAnalytics,
        categories: logCategories,
      });
    }
    this.node.addValidation({ validate: () => this.#problems() });
  }

  /** Serves one more version. Without a split, it gets all traffic as long as it is the only one. */
  addDeployment(name: string, options: OnlineDeploymentOptions): OnlineDeployment {
    const { workspace, identity } = this.#props;
    const deployment = new OnlineDeployment(this, name, { ...options, name, workspace, identity, endpoint: this });
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
      body: this.#bodyWith(() => ({ traffic: {}, mirrorTraffic: {} })),
      retry: whileBusy,
    });
  }

  /** The whole endpoint as a PUT body: what the resource sends, and traffic. */
  #bodyWith(traffic: () => object): IResolvable {
    return Lazy.anyValue({
      produce: () => ({
        kind: 'Managed',
        location: this.#props.workspace.location,
        tags: this.#endpoint.tags,
        identity: { type: 'UserAssigned', userAssignedIdentities: { [this.#props.identity.id]: {} } },
        properties: { ...this.#properties(), ...traffic() },
      }),
    });
  }

  #properties(): Record<string, unknown> {
    const { authMode, publicNetworkAccess, description } = this.#props;
    return {
      authMode: authMode ?? 'AADToken',
      publicNetworkAccess: (publicNetworkAccess ?? true) ? 'Enabled' : 'Disabled',
      description,
    };
  }

  #shares(): { traffic: Record<string, number>; mirrorTraffic: Record<string, number> } {
    const { shares, mirror } = this.traffic;
    const none = Object.fromEntries(this.#deployments.map(({ name }) => [name, 0]));
    return {
      traffic: { ...none, ...shares },
      mirrorTraffic: mirror ? { [mirror.deployment]: mirror.percent } : {},
    };
  }

  /** Grants of another stack are made by applying that stack first. */
  #grants(): ITerraformDependable[] {
    const { identity } = this.#props;
    return TerraformStack.of(identity) === TerraformStack.of(this) ? [...identity.grants] : [];
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
    if (names.length > maxDeployments) problems.push(`${names.length} deployments, but Azure takes ${maxDeployments}`);
    return problems;
  }
}

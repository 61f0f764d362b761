import { MachineLearningWorkspaceNetworkOutboundRuleFqdn } from '@cdktf/provider-azurerm/lib/machine-learning-workspace-network-outbound-rule-fqdn';
import { MachineLearningWorkspaceNetworkOutboundRulePrivateEndpoint } from '@cdktf/provider-azurerm/lib/machine-learning-workspace-network-outbound-rule-private-endpoint';
import { MachineLearningWorkspaceNetworkOutboundRuleServiceTag } from '@cdktf/provider-azurerm/lib/machine-learning-workspace-network-outbound-rule-service-tag';
import { dependable, type ITerraformDependable, type TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { AzapiResourceAction } from '../azapi';
import { machineLearningType } from '../machine-learning';
import { PrincipalBase } from '../principal';
import { refuse } from '../props';
import { grantRole, Role } from '../role';
import { type Workspace } from '../workspace';

export interface ManagedNetworkProps {
  /** A workspace with a `managedNetwork`. */
  readonly workspace: Workspace;
}

/** A way out to a resource in Azure, by a private endpoint that Azure ML makes in the managed network. */
export interface OutboundPrivateEndpoint {
  readonly resourceId: string;
  /** Which of the resource's services, such as `account` of Azure OpenAI or `searchService`. */
  readonly subresource: string;
}

/** A way out to a service of Azure. */
export interface OutboundServiceTag {
  /** Such as `DataFactory`. */
  readonly serviceTag: string;
  /** @default "TCP" */
  readonly protocol?: 'TCP' | 'UDP' | 'ICMP' | '*';
  /** Ports and ranges of ports, such as `443` or `443,8000-8080`. @default "443" */
  readonly portRanges?: string;
}

/**
 * The network in which Azure ML runs the managed deployments of a workspace, and the ways out of it. It is provisioned
 * once the rules are there, which takes Azure about half an hour; the first rule for a host also starts a firewall,
 * which costs by the hour.
 */
export class ManagedNetwork extends PrincipalBase {
  /** Object id of the workspace's identity, which approves the private endpoints that it makes. */
  readonly principalId: string;
  readonly isNewServicePrincipal = true;
  readonly #workspace: Workspace;
  readonly #provisioning: AzapiResourceAction;
  readonly #reached = new Set<string>();
  #lastRule: TerraformResource | undefined;

  constructor(scope: Construct, id: string, props: ManagedNetworkProps) {
    super(scope, id);
    refuse(this, [
      !props.workspace.hasManagedNetwork &&
        `workspace ${props.workspace.node.path} has no managed network: give it managedNetwork`,
    ]);
    this.#workspace = props.workspace;
    this.principalId = props.workspace.principalId;
    this.#provisioning = new AzapiResourceAction(this, 'provisioning', {
      type: machineLearningType('workspaces'),
      resourceId: props.workspace.id,
      action: 'provisionManagedNetwork',
      body: { includeSpark: false },
      timeouts: { create: '90m', update: '90m' },
    });
  }

  /** Lets deployments reach a host, such as `api.example.com` or `*.example.com`. Its rules need AllowOnlyApprovedOutbound. */
  allowHost(name: string, host: string): void {
    this.#add(
      new MachineLearningWorkspaceNetworkOutboundRuleFqdn(this, name, {
        name,
        workspaceId: this.#workspace.id,
        destinationFqdn: host,
      }),
    );
  }

  /** Lets deployments reach a resource, and the workspace's identity approve the endpoint for it. */
  allowPrivateEndpoint(name: string, { resourceId, subresource }: OutboundPrivateEndpoint): void {
    const rule = new MachineLearningWorkspaceNetworkOutboundRulePrivateEndpoint(this, name, {
      name,
      workspaceId: this.#workspace.id,
      serviceResourceId: resourceId,
      subResourceTarget: subresource,
      sparkEnabled: false,
    });
    const resource = resourceId.toLowerCase();
    if (!this.#reached.has(resource)) grantRole(this, Role.networkConnectionApprover, rule, resourceId);
    this.#reached.add(resource);
    this.#add(rule, ...this.grants);
  }

  /** Lets deployments reach a service of Azure. */
  allowServiceTag(name: string, { serviceTag, protocol, portRanges }: OutboundServiceTag): void {
    this.#add(
      new MachineLearningWorkspaceNetworkOutboundRuleServiceTag(this, name, {
        name,
        workspaceId: this.#workspace.id,
        serviceTag,
        protocol: protocol ?? 'TCP',
        portRanges: portRanges ?? '443',
      }),
    );
  }

  /** One rule after the other: Azure ML refuses a change of the network while it works on another. */
  #add(rule: TerraformResource, ...after: readonly ITerraformDependable[]): void {
    const before = [...(this.#lastRule ? [this.#lastRule] : []), ...after];
    if (before.length > 0) rule.dependsOn = before.map((one) => dependable(one));
    this.#lastRule = rule;
    this.#provisioning.dependsOn = [dependable(rule)];
  }
}

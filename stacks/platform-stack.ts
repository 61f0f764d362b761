import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { ApplicationInsights } from '../constructs/application-insights';
import { ContainerRegistry } from '../constructs/container-registry';
import { EndpointIdentity, type IEndpointIdentity } from '../constructs/endpoint-identity';
import { KeyVault } from '../constructs/key-vault';
import { type ILogAnalytics, LogAnalytics } from '../constructs/log-analytics';
import { Deployer } from '../constructs/principal';
import { ResourceGroup } from '../constructs/resource-group';
import { StorageAccount } from '../constructs/storage-account';
import { Workspace } from '../constructs/workspace';
import { type Environment } from '../model/environment';
import { type StackState } from '../model/state-location';
import { addConnections } from './connections';
import { EnvironmentStack } from './environment-stack';

/**
 * What an environment's flows need before anything is registered: the workspace with its vault, storage and registry,
 * the connections, and an identity for each endpoint with all of its grants.
 */
export class PlatformStack extends EnvironmentStack {
  readonly workspace: Workspace;
  readonly logAnalytics: ILogAnalytics;
  readonly #identities: ReadonlyMap<string, IEndpointIdentity>;

  constructor(scope: Construct, environment: Environment, state: StackState) {
    super(scope, 'platform', environment, state);
    const { names } = environment;
    const resourceGroup = new ResourceGroup(this, 'resource-group', {
      name: names.resourceGroup,
      location: environment.location,
    });
    const logAnalytics = new LogAnalytics(this, 'logs', {
      name: names.logAnalytics,
      resourceGroup,
      retentionDays: environment.logs.retentionDays,
    });
    const applicationInsights = new ApplicationInsights(this, 'application-insights', {
      name: names.applicationInsights,
      resourceGroup,
      logAnalytics,
    });
    const keyVault = new KeyVault(this, 'key-vault', {
      name: names.keyVault,
      resourceGroup,
      tenantId: environment.tenant,
      ...environment.keyVault,
      logAnalytics,
    });
    const storageAccount = new StorageAccount(this, 'storage', {
      name: names.storageAccount,
      resourceGroup,
      replication: environment.storage.replication,
    });
    const containerRegistry = new ContainerRegistry(this, 'registry', {
      name: names.containerRegistry,
      resourceGroup,
      sku: environment.containerRegistry.sku,
    });
    this.logAnalytics = logAnalytics;
    this.workspace = new Workspace(this, 'workspace', {
      name: names.workspace,
      resourceGroup,
      keyVault,
      storageAccount,
      containerRegistry,
      applicationInsights,
      logAnalytics,
    });

    const deployer = new Deployer(this, 'deployer');
    storageAccount.grantBlobWrite(deployer);
    this.workspace.grantDataScience(deployer);

    const connections = addConnections(this.workspace, new Construct(this, 'connections'), environment);
    const identities = new Construct(this, 'identities');
    this.#identities = new Map(
      environment.flows.flatMap((flow) =>
        flow.targets.map(({ identity }) => [
          identity,
          new EndpointIdentity(identities, identity, {
            name: identity,
            resourceGroup,
            workspace: this.workspace,
            containerRegistry,
            storageAccount,
            keyVault,
            connections: flow.connections.flatMap((name) => connections.get(name) ?? []),
          }),
        ]),
      ),
    );

    new TerraformOutput(this, 'workspace_id', { value: this.workspace.id, staticId: true });
  }

  /** The identity of an endpoint, by the name that the configuration gives it. */
  identity(name: string): IEndpointIdentity {
    const identity = this.#identities.get(name);
    if (!identity) throw new Error(`${this.node.id} has no identity "${name}"`);
    return identity;
  }
}

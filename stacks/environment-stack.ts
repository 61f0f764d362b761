import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { Aspects, AzurermBackend, LocalBackend, TerraformStack } from 'cdktf';
import { type Construct } from 'constructs';
import { AzapiProvider } from '../constructs/azapi';
import { assignRolesByHand } from '../constructs/grants-by-hand';
import { type Environment } from '../model/environment';
import { stackName, type StackKind, type StackState } from '../model/state-location';
import { TagsAspect } from './tags';
import { terraformLiterals } from './terraform-literal';
import { UniqueIds } from './unique-ids';

/**
 * From the version that the bindings were made from, which they would ask for exactly, to the last before azurerm took
 * over how a workspace opens its storage: from 4.77 on its default undoes what our workspace sets through azapi.
 */
export const azurermVersions = '>= 4.55.0, < 4.77.0';

/** What the stacks of an environment share: state, providers, tags, and the check that nothing merges silently. */
export abstract class EnvironmentStack extends TerraformStack {
  protected constructor(
    scope: Construct,
    kind: StackKind,
    readonly environment: Environment,
    state: StackState,
  ) {
    super(scope, stackName(environment.name, kind));
    addBackend(this, state);
    const { subscription: subscriptionId, tenant: tenantId } = environment;
    new AzurermProvider(this, 'azurerm', {
      subscriptionId,
      tenantId,
      // Storage accounts have no shared keys.
      storageUseAzuread: true,
      features: [
        {
          // Without it Azure adds an alert rule to the resource group, and the group could not be destroyed.
          applicationInsights: [{ disableGeneratedRule: true }],
          keyVault: [{ purgeSoftDeleteOnDestroy: false, recoverSoftDeletedKeyVaults: true }],
          // A workspace's name is taken until it is purged.
          machineLearning: [{ purgeSoftDeletedWorkspaceOnDestroy: true }],
          // The provider would wait for blob and file services that it cannot reach from outside of the network.
          ...(environment.network.isolation === 'private' && { storage: [{ dataPlaneAvailable: false }] }),
        },
      ],
    });
    new AzapiProvider(this, 'azapi', { subscriptionId, tenantId });
    this.addOverride('terraform.required_providers.azurerm.version', azurermVersions);
    this.addOverride('terraform.required_version', '>= 1.11.0');
    Aspects.of(this).add(
      new TagsAspect({
        ...terraformLiterals(environment.tags),
        project: environment.project,
        environment: environment.name,
      }),
    );
    this.node.addValidation(new UniqueIds(this));
    if (environment.servicePrincipal?.rights === 'contributor') assignRolesByHand(this);
  }
}

/** Says where a stack's state is kept. */
export function addBackend(stack: TerraformStack, state: StackState): void {
  if (state.kind === 'local') {
    new LocalBackend(stack, { path: state.path });
    return;
  }
  new AzurermBackend(stack, {
    subscriptionId: state.subscription,
    tenantId: state.tenant,
    resourceGroupName: state.resourceGroup,
    storageAccountName: state.storageAccount,
    containerName: state.container,
    key: state.key,
    useAzureadAuth: true,
  });
}

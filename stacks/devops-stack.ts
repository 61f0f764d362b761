import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { Aspects, TerraformOutput, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { DeployerRights, ServicePrincipal } from '../constructs/service-principal';
import { type Environment } from '../model/environment';
import { type ServicePrincipal as ServicePrincipalSettings } from '../model/extent';
import { devopsStack, type StackState } from '../model/state-location';
import { ProvidersAspect } from './devops/providers';
import { StateStorages } from './devops/state-storages';
import { addBackend, azurermVersions } from './environment-stack';
import { TagsAspect } from './tags';
import { terraformLiteral, terraformLiterals } from './terraform-literal';
import { UniqueIds } from './unique-ids';

/** An environment whose pipelines act as a service principal of its own. */
type EnvironmentWithDeployer = Environment & { readonly servicePrincipal: ServicePrincipalSettings };

/** Whether an environment has a service principal of its own in the configuration. */
export function hasDeployer(environment: Environment): environment is EnvironmentWithDeployer {
  return environment.servicePrincipal !== undefined;
}

/**
 * What an administrator makes once, before any pipeline runs: for each environment that asks for it, the service
 * principal with its federation and its rights on the subscription, and the storage of the environment's state. The
 * rights are on the subscription, as the resource group is made by the platform stack later.
 */
export class DevopsStack extends TerraformStack {
  constructor(scope: Construct, environments: readonly Environment[], state: StackState) {
    super(scope, devopsStack);
    addBackend(this, state);
    this.addOverride('terraform.required_providers.azurerm.version', azurermVersions);
    this.addOverride('terraform.required_version', '>= 1.11.0');
    this.node.addValidation(new UniqueIds(this));
    const storages = new StateStorages();
    const principals = environments.filter(hasDeployer).map((environment) => {
      const place = this.#place(environment);
      const principal = addDeployer(place, environment);
      const container = storages.add(place, environment);
      if (container) storages.grantStateWrite(principal, container);
      return { environment, principal };
    });
    storages.lock();
    new TerraformOutput(this, 'service_principals', {
      description: 'Whom the pipelines of each environment act as: what a service connection or a workflow is given.',
      value: Object.fromEntries(
        principals.map(({ environment: { name, tenant, subscription }, principal }) => [
          name,
          {
            client_id: principal.clientId,
            object_id: principal.principalId,
            application_object_id: principal.applicationObjectId,
            tenant_id: tenant,
            subscription_id: subscription,
          },
        ]),
      ),
      staticId: true,
    });
  }

  /** Where an environment's resources are made: in its subscription and tenant, with its tags. */
  #place({ name, project, subscription: subscriptionId, tenant: tenantId, tags }: EnvironmentWithDeployer): Construct {
    const place = new Construct(this, name);
    const alias = `for_${name.replace(/\W/g, '_')}`;
    const azurerm = new AzurermProvider(place, 'azurerm', {
      alias,
      subscriptionId,
      tenantId,
      storageUseAzuread: true,
      features: [{}],
    });
    const azuread = new AzureadProvider(place, 'azuread', { alias, tenantId });
    Aspects.of(place).add(new ProvidersAspect({ azurerm, azuread }));
    Aspects.of(place).add(new TagsAspect({ ...terraformLiterals(tags), project, environment: name }));
    return place;
  }
}

function addDeployer(place: Construct, { subscription, servicePrincipal }: EnvironmentWithDeployer): ServicePrincipal {
  const { displayName, federation, rights } = servicePrincipal;
  const principal = new ServicePrincipal(place, 'service-principal', {
    displayName: terraformLiteral(displayName),
    federation: federation.map(({ name, issuer, subject }) => ({
      name,
      issuer: terraformLiteral(issuer),
      subject: terraformLiteral(subject),
    })),
  });
  new DeployerRights(place, 'rights', { principal, scopeId: `/subscriptions/${subscription}`, rights });
  return principal;
}

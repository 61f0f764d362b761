import { Construct } from 'constructs';
import { AppServicePlan, type IAppServicePlan } from '../../constructs/app-service';
import { type IResourceGroup } from '../../constructs/resource-group';
import { type Environment } from '../../model/environment';
import { containerSecrets } from '../../model/flow-image';

/** The environment's App Service plans, by the names that targets call them by; what exists already is taken as it is. */
export function addAppServicePlans(
  scope: Construct,
  { appServicePlans, location }: Environment,
  resourceGroup: IResourceGroup,
): ReadonlyMap<string, IAppServicePlan> {
  const plans = new Construct(scope, 'app-service-plans');
  return new Map(
    appServicePlans.map(({ name, resourceName, existing, sku, workers, zoneRedundant }) => [
      name,
      existing === undefined
        ? new AppServicePlan(plans, name, { name: resourceName, resourceGroup, sku, workers, zoneRedundant })
        : AppServicePlan.fromAppServicePlanId(plans, name, existing, { sku, location }),
    ]),
  );
}

/** True where serving puts secrets into the vault: those that apps refer to. */
export function writesVaultSecrets({ flows, connections }: Environment): boolean {
  const withSecrets = connections.filter((connection) => containerSecrets(connection).length > 0);
  return flows.some(
    ({ targets, connections: used }) =>
      targets.some(({ target }) => target === 'app-service') && withSecrets.some(({ name }) => used.includes(name)),
  );
}

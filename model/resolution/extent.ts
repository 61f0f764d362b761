import { environmentDefaults as standard } from '../config/environment-defaults';
import { type EnvironmentSettings } from '../config/environments-file';
import { type EnvironmentExtent, type Federation, type ServicePrincipal } from '../extent';
import { nameRules } from '../names/azure-name';
import { namedResource, type NameSource } from '../names/resource-names';

/** What an environment has beside its workspace and connections, with all defaults applied. */
export function resolveExtent(settings: EnvironmentSettings, names: NameSource): EnvironmentExtent {
  const { network, operations, servicePrincipal } = settings;
  return {
    network: {
      isolation: network?.isolation ?? standard.network.isolation,
      addressSpace: network?.addressSpace ?? standard.network.addressSpace,
      ...(network?.existing?.subnet !== undefined && { existingSubnet: network.existing.subnet }),
      ...(network?.existing?.appSubnet !== undefined && { existingAppSubnet: network.existing.appSubnet }),
      ...(network?.existing?.nodeSubnet !== undefined && { existingNodeSubnet: network.existing.nodeSubnet }),
      existingPrivateDnsZones: network?.existing?.privateDnsZones ?? {},
      outbound: network?.outbound ?? [],
    },
    clusters: Object.entries(settings.clusters ?? {}).map(([name, { name: resourceName, ...cluster }]) => ({
      ...standard.cluster,
      extensionInstalled: false,
      ...cluster,
      name,
      resourceName: resourceName ?? namedResource(names, 'aks', name, nameRules.aks),
      // Azure refuses names that end with a hyphen and digits.
      computeName: `k8s-${name.replaceAll('-', '')}`,
      instanceTypes: Object.fromEntries(
        Object.entries(cluster.instanceTypes ?? {}).map(([type, bounds]) => [type, { nodeSelector: {}, ...bounds }]),
      ),
    })),
    appServicePlans: Object.entries(settings.appServicePlans ?? {}).map(([name, { name: resourceName, ...plan }]) => ({
      ...standard.appServicePlan,
      zoneRedundant: false,
      ...plan,
      name,
      resourceName: resourceName ?? namedResource(names, 'asp', name, nameRules.servicePlan),
    })),
    existing: settings.existing ?? {},
    operations: {
      dashboard: operations?.dashboard ?? false,
      lock: operations?.lock ?? false,
      ...(operations?.alerts !== undefined && { alerts: operations.alerts }),
      ...(operations?.budget !== undefined && { budget: operations.budget }),
    },
    acceptedFindings: (settings.policies?.accept ?? []).map(({ rule, ...rest }) => ({
      ...rest,
      rules: typeof rule === 'string' ? [rule] : rule,
    })),
    ...(servicePrincipal !== undefined && { servicePrincipal: resolveServicePrincipal(servicePrincipal, names) }),
  };
}

type ServicePrincipalSettings = NonNullable<EnvironmentSettings['servicePrincipal']>;

function resolveServicePrincipal(settings: ServicePrincipalSettings, names: NameSource): ServicePrincipal {
  return {
    displayName: settings.displayName ?? `sp-${names.project}-${names.environment}`,
    rights: settings.rights ?? standard.servicePrincipal.rights,
    federation: Object.entries(settings.federation ?? {}).map(([name, source]) => federation(name, source)),
    ...(settings.secret !== undefined && { secret: settings.secret }),
  };
}

type FederationSettings = NonNullable<ServicePrincipalSettings['federation']>[string];

function federation(name: string, source: FederationSettings): Federation {
  if (!('github' in source)) return { name, issuer: source.issuer, subject: source.subject };
  const { github, environment, branch = 'main' } = source;
  const who = environment === undefined ? `ref:refs/heads/${branch}` : `environment:${environment}`;
  return { name, issuer: 'https://token.actions.githubusercontent.com', subject: `repo:${github}:${who}` };
}

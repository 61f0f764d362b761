import { type Construct } from 'constructs';
import { FlowApp, type FlowAppVersion, type IVaultSecret, VaultSecret } from '../../constructs/app-service';
import { SecretVariable } from '../../constructs/connections';
import { PrivateEndpoint } from '../../constructs/network/private-endpoint';
import { TrafficSplit } from '../../constructs/traffic-split';
import { connectionSecrets } from '../../model/connection-variables';
import { type Connection, type Flow } from '../../model/environment';
import { containerSecrets } from '../../model/flow-image';
import { appRelease, placeVersions } from '../../model/placement';
import { type FlowRelease } from '../../model/release';
import { type AppServiceTarget } from '../../model/target';
import { type ReleasedDeployment } from '../../model/traffic';
import { terraformLiterals } from '../terraform-literal';
import { connectionVersions } from './connection-versions';
import { addIdentity } from './identity';
import { type ServedTarget, type ServingPlace } from './place';

/** Serves a flow by a web app, from the flow's own image. */
export function addAppService(
  place: ServingPlace,
  flow: Flow,
  target: AppServiceTarget,
  release: FlowRelease,
): ServedTarget {
  const { environment, resourceGroup, containerRegistry, logAnalytics, appServicePlans, network } = place.platform;
  const plan = appServicePlans.get(target.plan);
  if (plan === undefined) {
    throw new Error(`target ${target.name} of flow ${flow.name} names plan "${target.plan}", which is not defined`);
  }
  const runnable = appRelease(release);
  const { production, slot, traffic } = placeVersions(target, runnable);
  const app = new FlowApp(place.endpoints, target.name, {
    name: target.name,
    resourceGroup,
    plan,
    identity: addIdentity(place, flow, target),
    containerRegistry,
    production: appVersion(flow, runnable, production),
    ...(slot && { slot: appVersion(flow, runnable, slot) }),
    traffic: TrafficSplit.of(traffic),
    environmentVariables: {
      ...connectionVersions(environment, flow),
      ...terraformLiterals(target.environmentVariables),
    },
    secrets: secretsOf(place, flow),
    ...(target.auth !== 'none' && { auth: { clientId: target.auth.clientId, tenantId: environment.tenant } }),
    publicNetworkAccess: environment.network.isolation === 'public',
    ...(network?.apps && { subnetId: network.apps.id }),
    logAnalytics,
    tags: { flow: flow.name },
  });
  if (network?.appZone) {
    new PrivateEndpoint(app, 'private-endpoint', {
      name: `pe-${target.name}`,
      resourceGroup,
      subnet: network.endpoints,
      targetId: app.id,
      subresource: 'sites',
      privateDnsZones: [network.appZone],
    });
  }
  return app;
}

function appVersion(flow: Flow, release: FlowRelease, { name, release: which }: ReleasedDeployment): FlowAppVersion {
  const { image, version } = release[which] ?? release.current;
  if (image === undefined) {
    throw new Error(`version ${version} of flow ${flow.name} has no image to run as an app: deploy again to build it`);
  }
  return { name, image: { repository: image.repository, tag: image.tag } };
}

/** The secrets of a flow's connections, by the variables in which its container takes them. */
function secretsOf({ platform, secrets }: ServingPlace, { connections }: Flow): Record<string, IVaultSecret> {
  const used = platform.environment.connections.filter(({ name }) => connections.includes(name));
  return Object.fromEntries(
    used.flatMap((connection) =>
      containerSecrets(connection).map(({ variable, field }) => [
        variable,
        addSecret(secrets, platform, connection, field),
      ]),
    ),
  );
}

/** One secret in the vault for all apps that use it. */
function addSecret(
  scope: Construct,
  { keyVault }: ServingPlace['platform'],
  connection: Connection,
  field: string,
): IVaultSecret {
  const source = connectionSecrets(connection).find((secret) => secret.field === field);
  if (source === undefined) throw new Error(`connection "${connection.name}" has no secret "${field}"`);
  const known = scope.node.tryFindChild(source.variable) as IVaultSecret | undefined;
  if (known) return known;
  const { variable, env, version } = source;
  const what = `${field} of connection ${connection.name}`;
  const description = `${what}: llmops reads it from environment variable ${env}`;
  return new VaultSecret(scope, variable, {
    keyVault,
    // Connections keep their secrets in the same vault under names that Azure ML makes.
    name: variable.replaceAll(/[^A-Za-z0-9-]/g, '-'),
    secret: new SecretVariable(scope, `${variable}-value`, { name: variable, version, description }),
    contentType: what,
  });
}

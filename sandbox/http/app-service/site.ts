import { type ArmResource, type Json, type JsonObject, type Principal, type ResourceGraph } from '../../arm';
import { objectOf, stringOf, textOf } from '../../arm/json-values';

const siteType = 'Microsoft.Web/sites';

/** App setting by which apps of this project say which version they run. */
const versionSetting = 'FLOW_DEPLOYMENT';

/** Production or a slot of an app. */
export interface Site {
  readonly id: string;
  /** `self` for production, else the slot's name: as the routing cookie names them. */
  readonly label: string;
  /** What it says that it runs; its label where it says nothing. */
  readonly version: string;
  readonly host: string;
  readonly isRunning: boolean;
  readonly identity: JsonObject;
  /** As configured: references to secrets are not resolved. */
  readonly settings: Readonly<Record<string, string>>;
  /** `<registry host>/<repository>:<tag>`; absent where it runs no container. */
  readonly image?: string;
  /** Client id of the identity that pulls the image; absent for the system-assigned one. */
  readonly pullClientId?: string;
  /** ARM id of the identity that reads referenced secrets; absent for the system-assigned one. */
  readonly referenceIdentity?: string;
  readonly auth: Authentication;
}

export interface Authentication {
  readonly required: boolean;
  readonly audiences: readonly string[];
  readonly excludedPaths: readonly string[];
}

/** A part of the traffic that goes to a slot. */
export interface RampUpRule {
  readonly name: string;
  readonly host: string;
  readonly percent: number;
}

/** An app as its address shows it. */
export interface App {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  /** What the host itself names: production, or one slot. */
  readonly site: Site;
  /** Empty where the host is a slot's. */
  readonly rules: readonly RampUpRule[];
}

/** The app that answers at a host name. */
export function findApp(graph: ResourceGraph, host: string): App | undefined {
  const named = (resource: ArmResource) => textOf(resource.properties.defaultHostName) === host.toLowerCase();
  const production = graph.list(siteType).find(named);
  const resource = production ?? graph.list(`${siteType}/slots`).find(named);
  if (resource === undefined) return undefined;
  const { id, name, location = '' } = resource;
  return { id, name, region: location, site: siteOf(resource), rules: production ? rulesOf(graph, id) : [] };
}

/** The site of an ARM id; undefined where there is none. */
export function findSite(graph: ResourceGraph, id: string): Site | undefined {
  const resource = graph.get(id);
  return resource && siteOf(resource);
}

/**
 * The principal behind one of a site's identities: of the client id or ARM id, else the system-assigned one.
 * Undefined where the site was not given it.
 */
export function principalOf(
  graph: ResourceGraph,
  { identity }: Site,
  asked: string | undefined,
): Principal | undefined {
  if (asked === undefined) {
    const objectId = stringOf(identity.principalId);
    return objectId === undefined ? undefined : { objectId, name: 'the system-assigned identity' };
  }
  const assigned = Object.keys(objectOf(identity.userAssignedIdentities)).flatMap((id) => graph.get(id) ?? []);
  const found = assigned.find(
    ({ id, properties }) => id.toLowerCase() === asked.toLowerCase() || textOf(properties.clientId) === asked,
  );
  return found && { objectId: textOf(found.properties.principalId), name: found.name };
}

function siteOf({ id, name, identity = {}, properties }: ArmResource): Site {
  const config = objectOf(properties.siteConfig);
  const settings = Object.fromEntries(
    Object.entries(objectOf(properties.appSettings)).map(([key, value]) => [key, textOf(value)]),
  );
  const label = /\/slots\//i.test(id) ? name : 'self';
  const [, image] = /^DOCKER\|(.+)$/.exec(textOf(config.linuxFxVersion)) ?? [];
  const pullClientId = stringOf(config.acrUserManagedIdentityID);
  const referenceIdentity = stringOf(properties.keyVaultReferenceIdentity);
  return {
    id,
    label,
    version: settings[versionSetting] ?? label,
    host: textOf(properties.defaultHostName),
    isRunning: properties.enabled !== false,
    identity,
    settings,
    ...(image !== undefined && { image }),
    ...(pullClientId !== undefined && { pullClientId }),
    ...(referenceIdentity !== undefined && referenceIdentity !== 'SystemAssigned' && { referenceIdentity }),
    auth: authenticationOf(objectOf(properties.authSettingsV2)),
  };
}

function authenticationOf(settings: JsonObject): Authentication {
  const [directory] = listOf(settings.activeDirectoryV2).map(objectOf);
  return {
    required: settings.authEnabled === true && settings.requireAuthentication === true,
    audiences: [directory?.clientId, ...listOf(directory?.allowedAudiences)].map(textOf).filter((text) => text !== ''),
    excludedPaths: listOf(settings.excludedPaths).map(textOf),
  };
}

function rulesOf(graph: ResourceGraph, siteId: string): readonly RampUpRule[] {
  const { experiments } = graph.get(`${siteId}/config/web`)?.properties ?? {};
  return listOf(objectOf(experiments).rampUpRules)
    .map(objectOf)
    .map(({ name, actionHostName, reroutePercentage }) => ({
      name: textOf(name),
      host: textOf(actionHostName),
      percent: Number(reroutePercentage ?? 0),
    }));
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

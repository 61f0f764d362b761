import { createHash } from 'node:crypto';
import { type ResourceNames } from '../environment';
import { type TargetKind } from '../target';
import { type NameRule, nameRules } from './azure-name';

/** What names are computed from. */
export interface NameSource {
  readonly project: string;
  readonly environment: string;
  readonly subscription: string;
}

/**
 * Names of an environment's resources, cut where Azure's limits want it. Those that must be unique in all of Azure end
 * with a hash, which keeps them apart from other subscriptions' and keeps cut names apart from each other.
 */
export function defaultResourceNames(source: NameSource): ResourceNames {
  const hash = digest(6, source.project, source.subscription, source.environment);
  const plain = (prefix: string, rule: NameRule) => `${prefix}-${stem(source, '-', rule.maximum - prefix.length - 1)}`;
  const global = (prefix: string, separator: string, rule: NameRule) => {
    const room = rule.maximum - prefix.length - hash.length - 2 * separator.length;
    return [prefix, stem(source, separator, room), hash].join(separator);
  };
  return {
    resourceGroup: plain('rg', nameRules.resourceGroup),
    workspace: plain('mlw', nameRules.workspace),
    keyVault: global('kv', '-', nameRules.keyVault),
    storageAccount: global('st', '', nameRules.storageAccount),
    containerRegistry: global('cr', '', nameRules.containerRegistry),
    applicationInsights: plain('appi', nameRules.applicationInsights),
    logAnalytics: plain('log', nameRules.logAnalytics),
  };
}

const targetNames: Readonly<Record<TargetKind, { readonly prefix: string; readonly maximum: number }>> = {
  'managed-endpoint': { prefix: '', maximum: nameRules.endpoint.maximum },
  'kubernetes-endpoint': { prefix: 'k8s-', maximum: nameRules.endpoint.maximum },
  // Short enough for the host name of a slot, which Azure makes of both names and cuts otherwise.
  'app-service': { prefix: 'app-', maximum: 40 },
};

/** Name of a flow's endpoint or app where the config gives none: its hash makes it unique in the region or in Azure. */
export function defaultTargetName(source: NameSource, flow: string, kind: TargetKind): string {
  const hash = digest(4, source.project, source.subscription, source.environment, flow);
  const words = flow.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const { prefix, maximum } = targetNames[kind];
  const room = maximum - prefix.length - source.environment.length - hash.length - 2;
  return `${prefix}${cut(words, room)}-${source.environment}-${hash}`;
}

/** Name of a resource of which an environment may have several, each with a name of its own in the config. */
export function namedResource(source: NameSource, prefix: string, name: string, rule: NameRule): string {
  return `${prefix}-${stem(source, '-', rule.maximum - prefix.length - name.length - 2)}-${name}`;
}

/** Project and environment within a length; the project gives way first, since the environment tells siblings apart. */
function stem({ project, environment }: NameSource, separator: string, room: number): string {
  const spell = (name: string) => (separator === '' ? name.replaceAll('-', '') : name);
  const shortest = Math.min(4, spell(project).length);
  const second = cut(spell(environment), room - shortest - separator.length);
  return [cut(spell(project), room - second.length - separator.length), second].join(separator);
}

function cut(name: string, room: number): string {
  return name.slice(0, room).replace(/-+$/, '');
}

function digest(length: number, ...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, length);
}

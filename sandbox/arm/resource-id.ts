import { ArmError } from './resource';

/** An ARM id, taken apart. */
export interface ResourceId {
  readonly id: string;
  /** The id as ARM compares it: in lower case. */
  readonly key: string;
  /** Namespace and type segments: `Microsoft.KeyVault/vaults/secrets`. */
  readonly type: string;
  readonly name: string;
  /** Id of what holds the resource, or the scope of an extension resource; empty at the top. */
  readonly parent: string;
  readonly subscription?: string;
  readonly resourceGroup?: string;
}

/** Directory objects (applications, service principals) have short ids outside any subscription. */
const directoryNamespace = 'Microsoft.Graph';

/**
 * Takes an ARM id (or the id of a directory object, such as `/applications/<object id>`) apart.
 * @throws ArmError 400 where it does not consist of whole type/name pairs.
 */
export function parseResourceId(id: string): ResourceId {
  const segments = id.replace(/\/+$/, '').split('/').slice(1);
  if (!id.startsWith('/') || segments.some((segment) => segment === '')) throw invalid(id);
  let namespace = /^(subscriptions|providers)$/i.test(segments[0] ?? '') ? 'Microsoft.Resources' : directoryNamespace;
  let types: string[] = [];
  let name = '';
  let parent = '';
  let subscription: string | undefined;
  let resourceGroup: string | undefined;
  for (let at = 0; at < segments.length; at += 2) {
    const [kind = '', value] = segments.slice(at, at + 2);
    if (value === undefined) throw invalid(id);
    if (kind.toLowerCase() === 'providers') {
      namespace = value;
      types = [];
      parent = path(segments, at);
      continue;
    }
    if (namespace === 'Microsoft.Resources') types = [];
    if (types.length > 0 || namespace === 'Microsoft.Resources') parent = path(segments, at);
    if (/^subscriptions$/i.test(kind) && at === 0) subscription = value;
    if (/^resourcegroups$/i.test(kind) && at === 2) resourceGroup = value;
    types.push(/^resourcegroups$/i.test(kind) ? 'resourceGroups' : kind);
    name = value;
  }
  if (types.length === 0) throw invalid(id);
  return {
    id: path(segments, segments.length),
    key: resourceKey(id),
    type: [namespace, ...types].join('/'),
    name,
    parent,
    ...(subscription === undefined ? {} : { subscription }),
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
  };
}

/** The form of an id under which look-ups and comparisons ignore case. */
export function resourceKey(id: string): string {
  return id.replace(/\/+$/, '').toLowerCase();
}

/** True where `id` is `scope` itself or lies below it. */
export function isWithin(id: string, scope: string): boolean {
  const key = resourceKey(id);
  const scopeKey = resourceKey(scope);
  return key === scopeKey || key.startsWith(`${scopeKey}/`);
}

/** Id of the resource group that holds the resource; undefined for what lies outside resource groups. */
export function resourceGroupOf(id: ResourceId): string | undefined {
  return id.subscription === undefined || id.resourceGroup === undefined
    ? undefined
    : `/subscriptions/${id.subscription}/resourceGroups/${id.resourceGroup}`;
}

function path(segments: readonly string[], end: number): string {
  return segments
    .slice(0, end)
    .map((segment) => `/${/^resourcegroups$/i.test(segment) ? 'resourceGroups' : segment}`)
    .join('');
}

function invalid(id: string): ArmError {
  return new ArmError(
    400,
    'InvalidResourceId',
    `'${id}' is not a resource id: it must be whole pairs of type and name.`,
  );
}

import { type ArmResource, type Json } from '../../arm';

/** The query of a list request, as Azure ML's lists take it. */
export interface ListQuery {
  readonly $top?: string;
  readonly $skip?: string;
  /** `createdtime desc`, `version asc`, … Versions are numbers that grow with time, so any field means the version. */
  readonly $orderBy?: string;
  /** `name=value,name`: resources that have all of these tags. */
  readonly $tags?: string;
  /** The same, as lists of jobs and endpoints spell it. */
  readonly tags?: string;
  readonly name?: string;
  readonly isDefault?: string;
  readonly listViewType?: string;
  /** Role assignments: `principalId eq '<object id>'`. */
  readonly $filter?: string;
}

/** Lists are cut into pages of at most this many resources. */
const pageSize = 100;

/** One page of resources in ARM's form, with the address of the next where there are more. */
export function page(
  resources: readonly ArmResource[],
  query: ListQuery,
  address: string,
): { readonly value: readonly ArmResource[]; readonly nextLink?: string } {
  const kept = order(
    resources.filter((resource) => matches(resource, query)),
    query.$orderBy,
  );
  const skip = Number(query.$skip ?? 0);
  const top = Math.min(Number(query.$top ?? pageSize), pageSize);
  const value = kept.slice(skip, skip + top);
  if (skip + top >= kept.length) return { value };
  const next = new URL(address);
  next.searchParams.set('$skip', String(skip + top));
  return { value, nextLink: next.href };
}

function matches({ name, tags, properties }: ArmResource, query: ListQuery): boolean {
  const view = query.listViewType ?? 'ActiveOnly';
  const archived = properties.isArchived === true;
  const assignee = /principalId eq '([^']+)'/i.exec(query.$filter ?? '')?.[1];
  return (
    (view === 'All' || archived === (view === 'ArchivedOnly')) &&
    (query.name === undefined || query.name === name) &&
    (query.isDefault === undefined || (properties.isDefault === true) === (query.isDefault === 'true')) &&
    (assignee === undefined || properties.principalId === assignee) &&
    hasTags({ ...tags, ...tagsIn(properties.tags) }, query.$tags ?? query.tags)
  );
}

/** Asset versions carry their tags among their properties. */
function tagsIn(value: Json | undefined): Readonly<Record<string, Json>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, Json>) : {};
}

function hasTags(tags: Readonly<Record<string, Json>>, wanted: string | undefined): boolean {
  return (wanted ?? '')
    .split(',')
    .filter((pair) => pair !== '')
    .every((pair) => {
      const [name = '', ...value] = pair.split('=');
      return value.length === 0 ? name in tags : tags[name] === value.join('=');
    });
}

function order(resources: readonly ArmResource[], orderBy: string | undefined): ArmResource[] {
  const collator = new Intl.Collator('en', { numeric: true });
  const sorted = [...resources].sort((one, other) => collator.compare(one.name, other.name));
  return /\bdesc\b/i.test(orderBy ?? '') ? sorted.reverse() : sorted;
}

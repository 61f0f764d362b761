import { type Change, type PlannedChange } from '../provider';
import { equalValues, isUnknown, unknownValue, type Value, type Values } from '../protocol/values';
import { type Block } from '../schema/schema';
import { itemsOf } from '../schema/validation';
import { type Behaviour } from './behaviour';

/** What a change will lead to, as far as it is known before the apply. */
export function planChange({ prior, proposed }: Change, schema: Block, behaviour: Behaviour): PlannedChange {
  const wanted = withKept(proposed, prior, behaviour.optionalAndComputed ?? []);
  const normal = normalise(withDefaults(wanted, behaviour.defaults ?? {}), schema);
  const hidden = Object.fromEntries((behaviour.writeOnly ?? []).map((name) => [name, null]));
  const planned = { ...withUnknowns(normal, prior, schema), ...hidden };
  if (prior === undefined) return { planned, requiresReplace: [] };
  const changed = (name: string) => !equalValues(prior[name], planned[name]);
  const requiresReplace = behaviour.forceNew.filter(changed);
  const recomputed = Object.entries(behaviour.changedBy ?? {}).flatMap(([cause, names]) =>
    changed(cause) ? names : [],
  );
  return {
    planned: { ...planned, ...Object.fromEntries(recomputed.map((name) => [name, unknownValue])) },
    requiresReplace,
  };
}

/** Fills in defaults where the configuration says nothing. A path `a.b` reaches `b` in every block `a`. */
export function withDefaults(values: Values, defaults: Values): Values {
  return Object.entries(defaults).reduce((filled, [path, value]) => fill(filled, path.split('.'), value), values);
}

/** Azure's one spelling of a region: `West Europe` is `westeurope`. */
export function normalLocation(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}

function withKept(proposed: Values, prior: Values | undefined, names: readonly string[]): Values {
  const kept = names.filter((name) => prior !== undefined && itemsOf(proposed[name]).length === 0);
  return { ...proposed, ...Object.fromEntries(kept.map((name) => [name, prior?.[name] ?? null])) };
}

function fill(values: Values, [name = '', ...rest]: readonly string[], value: Value): Values {
  if (rest.length === 0) return (values[name] ?? null) === null ? { ...values, [name]: value } : values;
  const items = itemsOf(values[name]).map((item) => fill(item, rest, value));
  return items.length === 0 ? values : { ...values, [name]: Array.isArray(values[name]) ? items : (items[0] ?? null) };
}

function normalise(values: Values, schema: Block): Values {
  const { location } = values;
  return 'location' in schema.attributes && typeof location === 'string'
    ? { ...values, location: normalLocation(location) }
    : values;
}

/** Computed values that nobody knows yet are unknown; those of an existing block stay as they are. */
function withUnknowns(values: Values, prior: Values | undefined, { attributes, blocks }: Block): Values {
  const own = Object.entries(attributes)
    .filter(([name, { computed }]) => computed === true && (values[name] ?? null) === null && prior === undefined)
    .map(([name]) => [name, unknownValue] as const);
  const nested = Object.entries(blocks).map(([name, { block, nesting }]) => {
    const value = values[name] ?? null;
    if (value === null || isUnknown(value)) return [name, value] as const;
    const before = itemsOf(prior?.[name]);
    const items = itemsOf(value).map((item, index) => withUnknowns(item, before[index], block));
    return [name, nesting === 'single' ? (items[0] ?? null) : items] as const;
  });
  return { ...values, ...Object.fromEntries<Value>(nested), ...Object.fromEntries(own) };
}

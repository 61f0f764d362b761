import { normalLocation } from '../behaviour/planning';
import { equalValues, unknownValue, type Value, type Values } from '../protocol/values';
import { type Change, type PlannedChange } from '../provider';
import { itemsOf } from '../schema/validation';
import { firedTriggers, ignoredPaths, plannedBody } from './body-attributes';
import { type AzapiContext } from './context';
import { resourceSchema } from './schemas';

/** What a change of an `azapi_resource` will lead to, as far as it is known before the apply. */
export function planResource({ prior, proposed, config, remembered }: Change, context: AzapiContext): PlannedChange {
  const ignored = ignoredPaths(config);
  // Reads know nothing of the configuration, and this argument is in no state.
  const remember = { ignoredPaths: ignored };
  const planned: Values = {
    ...proposed,
    ...defaultFlags(proposed),
    ...plannedPlace(prior, proposed, config, context),
    body: plannedBody(prior, config),
    sensitive_body: null,
    ignore_body_changes: null,
    identity: plannedIdentity(prior, proposed),
  };
  if (prior === undefined)
    return { planned: { ...planned, id: unknownValue, output: unknownValue }, requiresReplace: [], remember };
  const moved = ['name', 'parent_id'].filter((name) => !equalValues(prior[name], planned[name]));
  const relocated = !sameLocation(prior.location, planned.location) ? ['location'] : [];
  const retyped =
    typeof planned.type === 'string' &&
    typeof prior.type === 'string' &&
    typeName(prior.type) !== typeName(planned.type)
      ? ['type']
      : [];
  const changes =
    Object.keys(resourceSchema.attributes).some((name) => !equalValues(prior[name], planned[name])) ||
    JSON.stringify(remembered?.ignoredPaths ?? []) !== JSON.stringify(ignored);
  const output = changes || !equalValues(prior.identity, planned.identity) ? unknownValue : (prior.output ?? null);
  return {
    planned: { ...planned, output },
    requiresReplace: [...moved, ...relocated, ...retyped, ...firedTriggers(prior, planned)],
    remember,
  };
}

/** Name, parent, location and tags: configured, or the provider's defaults, or what they were. */
function plannedPlace(prior: Values | undefined, proposed: Values, config: Values, context: AzapiContext): Values {
  const { name, location, tags } = context.defaults;
  const type = typeof proposed.type === 'string' ? typeName(proposed.type) : '';
  const isGroupLevel = type.split('/').length === 2;
  // What the configuration leaves out is as it was; at a creation it is the default, or the service's choice.
  const fallback = (attribute: string, otherwise: Value | undefined): Value =>
    config[attribute] ?? (prior === undefined ? (otherwise ?? unknownValue) : (prior[attribute] ?? null));
  return {
    name: config.name ?? name ?? fallback('name', undefined),
    parent_id:
      config.parent_id ?? (isGroupLevel ? `/subscriptions/${context.subscription}` : fallback('parent_id', undefined)),
    location: fallback('location', location),
    tags: fallback('tags', tags),
  };
}

/** Switches that the configuration leaves out have azapi's defaults. */
export function defaultFlags(values: Values): Values {
  const flags: Values = {
    schema_validation_enabled: true,
    ignore_casing: false,
    ignore_missing_property: true,
    ignore_null_property: false,
  };
  return Object.fromEntries(Object.entries(flags).map(([name, value]) => [name, values[name] ?? value]));
}

function plannedIdentity(prior: Values | undefined, proposed: Values): Value[] {
  const [before] = itemsOf(prior?.identity);
  return itemsOf(proposed.identity).map((identity) => {
    const same =
      before !== undefined &&
      equalValues(before.type, identity.type) &&
      equalValues(before.identity_ids, identity.identity_ids);
    return same ? before : { ...identity, principal_id: unknownValue, tenant_id: unknownValue };
  });
}

/** `West Europe` and `westeurope` are one location. */
export function sameLocation(one: Value | undefined, other: Value | undefined): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return equalValues(one, other);
  return normalLocation(one) === normalLocation(other);
}

function typeName(type: string): string {
  return (type.split('@')[0] ?? type).toLowerCase();
}

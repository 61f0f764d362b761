import { type ArmResource, type Json } from '../../arm';
import { toJson, toValue } from '../protocol/dynamic-json';
import { emptyValues, isUnknown, type Value, type Values, valuesOf } from '../protocol/values';
import { type Block } from '../schema/schema';
import { type Behaviour, type ProviderContext } from './behaviour';
import { readField } from './fields';
import { identityBlock } from './identity-block';

/**
 * Terraform's state of a resource, read from the graph. `before` is the state that Terraform has: it supplies what
 * the graph does not keep, such as secrets and timeouts.
 */
export function resourceState(
  resource: ArmResource,
  before: Values,
  { schema, behaviour, context }: { schema: Block; behaviour: Behaviour; context: ProviderContext },
): Values {
  const empty = emptyValues(schema);
  const mapped = Object.entries(behaviour.fields ?? {})
    .filter(([name]) => behaviour.secret?.includes(name) !== true && behaviour.writeOnly?.includes(name) !== true)
    .map(([name, field]) => [name, readField(resource, field) ?? empty[name] ?? null] as const);
  const attributes = withoutUnknowns({
    ...empty,
    ...before,
    ...valuesOf(toValue(resource.terraform?.attributes ?? {})),
    ...behaviour.id.attributes(resource.id),
    ...Object.fromEntries(mapped),
    ...('location' in schema.attributes ? { location: resource.location ?? null } : {}),
    ...(hasTags(schema) ? { tags: tagsOf(resource, before) } : {}),
    ...('identity' in schema.blocks ? { identity: identityBlock(resource.identity) } : {}),
    ...('timeouts' in schema.blocks ? { timeouts: before.timeouts ?? null } : {}),
    ...secretsOf(resource, before, schema, behaviour, context),
    id: behaviour.id.terraformId?.(resource) ?? resource.id,
  });
  const key = (purpose: string) =>
    Buffer.from(context.graph.generatedKey(resource.id, purpose), 'hex').toString('base64');
  return { ...attributes, ...behaviour.computed?.({ resource, attributes, context, key }) };
}

/** What a fingerprint is made of: a secret's text, or that of a map of secrets. */
export function secretText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? undefined : JSON.stringify(value);
}

/** Values with null for everything that is unknown, at any depth. */
export function withoutUnknowns(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, known(value)]));
}

/** True for tags as ARM has them; azuread's are a set of words. */
export function hasTags({ attributes }: Block): boolean {
  return attributes.tags !== undefined && attributes.tags.type[0] === 'map';
}

/** A secret of the configuration stays in Terraform's state as long as the graph holds the same one. */
function secretsOf(
  resource: ArmResource,
  before: Values,
  schema: Block,
  { secret = [] }: Behaviour,
  { graph }: ProviderContext,
): Values {
  const kept = resource.terraform?.attributes ?? {};
  return Object.fromEntries(
    secret.map((name) => {
      const known = before[name] ?? null;
      const fingerprint = kept[name] ?? null;
      const value = isUnknown(known) ? undefined : secretText(toJson(known));
      const isUnchanged = value !== undefined && graph.fingerprint(value) === fingerprint;
      const isText = schema.attributes[name]?.type === 'string';
      return [name, isUnchanged ? known : isText ? toValue(fingerprint) : null];
    }),
  );
}

function tagsOf(resource: ArmResource, before: Values): Value {
  const tags = resource.tags ?? {};
  return Object.keys(tags).length === 0 && (before.tags ?? null) === null ? null : { ...tags };
}

function known(value: Value): Value {
  if (isUnknown(value)) return null;
  if (Array.isArray(value)) return value.map(known);
  return value !== null && typeof value === 'object' ? withoutUnknowns(valuesOf(value)) : value;
}

import { type ArmBody, type ArmResource, type JsonObject } from '../../arm';
import { toJsonObject } from '../protocol/dynamic-json';
import { equalValues, isUnknown, type Values } from '../protocol/values';
import { type Block } from '../schema/schema';
import { type Behaviour, type ProviderContext } from './behaviour';
import { writeField } from './fields';
import { identityBody } from './identity-block';
import { text } from './ids';
import { hasTags, secretText, withoutUnknowns } from './resource-state';

/** What is to be written for a planned state. */
export interface Writing {
  readonly schema: Block;
  readonly behaviour: Behaviour;
  readonly context: ProviderContext;
  /** Absent at a creation. */
  readonly prior?: Values;
  readonly planned: Values;
  readonly config: Values;
}

/** The ARM body for a planned state. What the configuration does not speak of stays as it is in Azure. */
export function resourceBody(writing: Writing, existing: ArmResource | undefined): ArmBody {
  const { schema, behaviour, context, prior, planned, config } = writing;
  const wanted = { ...planned, ...writeOnlyValues(behaviour, config) };
  const changed = (name: string) => prior === undefined || !equalValues(prior[name], planned[name]);
  const before: ArmBody = existing === undefined ? { properties: {} } : bodyOf(existing);
  const base: ArmBody = { ...before, properties: { ...before.properties, ...behaviour.properties?.(wanted, context) } };
  const body = Object.entries(behaviour.fields ?? {})
    .filter(([name]) => isSent(behaviour, name, wanted, changed))
    .reduce((written, [name, field]) => writeField(written, field, wanted[name] ?? null), base);
  return {
    ...body,
    ...('location' in schema.attributes ? { location: text(planned.location) } : {}),
    ...(hasTags(schema) && changed('tags')
      ? { tags: toJsonObject(planned.tags ?? null) as Record<string, string> }
      : {}),
    ...('identity' in schema.blocks && changed('identity') ? { identity: identityBody(planned.identity) } : {}),
    terraform: { type: behaviour.type, attributes: keptAttributes(behaviour, context, planned) },
  };
}

/** A planned state with the values that only the configuration holds. */
export function writeOnlyValues({ writeOnly = [] }: Behaviour, config: Values): Values {
  return Object.fromEntries(writeOnly.map((name) => [name, config[name] ?? null]));
}

/** Terraform cannot see that a write-only value changed: its version says so. */
function isSent(
  { writeOnly = [] }: Behaviour,
  name: string,
  wanted: Values,
  changed: (name: string) => boolean,
): boolean {
  const value = wanted[name] ?? null;
  return writeOnly.includes(name) ? value !== null && changed(`${name}_version`) : changed(name) && !isUnknown(value);
}

/** Attributes that ARM has no place for. Secrets among them are kept as fingerprints. */
function keptAttributes(
  { fields = {}, secret = [] }: Behaviour,
  { graph }: ProviderContext,
  planned: Values,
): JsonObject {
  const elsewhere = new Set(['id', 'location', 'tags', 'identity', 'timeouts', ...Object.keys(fields)]);
  const attributes = toJsonObject(withoutUnknowns(planned));
  const own = Object.entries(attributes).filter(([name]) => !elsewhere.has(name));
  const fingerprints = secret.map((name) => {
    const value = secretText(attributes[name]);
    return [name, value === undefined ? null : graph.fingerprint(value)] as const;
  });
  return Object.fromEntries([...own, ...fingerprints]);
}

function bodyOf({ location, kind, sku, identity, tags, properties }: ArmResource): ArmBody {
  return Object.fromEntries(
    Object.entries({ location, kind, sku, identity, tags, properties }).filter(([, value]) => value !== undefined),
  );
}

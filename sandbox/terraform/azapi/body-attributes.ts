import { type Json, type JsonObject } from '../../arm';
import { fromJson, toJson, toJsonObject } from '../protocol/dynamic-json';
import { Dynamic, equalValues, isUnknown, isWhollyKnown, type Value, type Values, valuesOf } from '../protocol/values';
import { deepMerge, overridePaths, pickPaths, withoutNulls } from './body';
import { observedBody } from './drift';
import { runQuery } from './output';

/** The `sensitive_body` to send: all of it, or only the paths whose version in `sensitive_body_version` changed. */
export function sensitivePart(config: Values, prior: Values | undefined): JsonObject {
  const secret = toJsonObject(config.sensitive_body);
  const versions = valuesOf(config.sensitive_body_version);
  if ((config.sensitive_body_version ?? null) === null || prior === undefined) return secret;
  const before = valuesOf(prior.sensitive_body_version);
  const changed = Object.keys(versions).filter((path) => !equalValues(before[path], versions[path]));
  return pickPaths(secret, changed);
}

/** The body to send: `body` with the sensitive part over it. */
export function requestBody(planned: Values, config: Values, prior?: Values): JsonObject {
  const body = toJsonObject(planned.body);
  const sent = planned.ignore_null_property === true ? withoutNulls(body) : body;
  return deepMerge(sent, sensitivePart(config, prior)) as JsonObject;
}

/** The paths of a configuration's body that something else decides. */
export function ignoredPaths({ ignore_body_changes: paths }: Values): string[] {
  return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
}

/** The planned body: what was applied last stands where the configuration leaves the decision to others. */
export function plannedBody(prior: Values | undefined, config: Values): Value {
  const body = dynamicOr(config.body, {});
  const ignored = ignoredPaths(config);
  if (prior === undefined || ignored.length === 0 || !isWhollyKnown(body)) return body;
  const wanted = toJsonObject(body);
  const planned = overridePaths(wanted, toJsonObject(prior.body), ignored);
  return sameJson(wanted, planned) ? body : fromJson(planned);
}

/**
 * `body` as it stands on the server. Without a difference it stays as Terraform wrote it, digit by digit; so it does
 * where something else decides.
 */
export function refreshedBody(state: Values, server: JsonObject, ignored: readonly string[] = []): Value {
  const configured = toJsonObject(state.body);
  const observed = observedBody(configured, overridePaths(server, configured, ignored), {
    ignoreCasing: state.ignore_casing === true,
    ignoreMissing: state.ignore_missing_property !== false,
  });
  return sameJson(configured, observed) ? (state.body ?? null) : fromJson(observed);
}

/** Names of the replacement triggers that fired between two states. */
export function firedTriggers(prior: Values, planned: Values): string[] {
  const fired: string[] = [];
  const external = prior.replace_triggers_external_values ?? null;
  if (external !== null && !equalValues(external, planned.replace_triggers_external_values))
    fired.push('replace_triggers_external_values');
  const queries = Array.isArray(planned.replace_triggers_refs) ? planned.replace_triggers_refs : [];
  const body = planned.body ?? null;
  if (isWhollyKnown(body) && queries.some((query) => !sameJson(queried(prior.body, query), queried(body, query))))
    fired.push('body');
  return fired;
}

/** A dynamic attribute that the configuration left out. */
export function dynamicOr(value: Value | undefined, otherwise: JsonObject): Value {
  return (value ?? null) === null ? fromJson(otherwise) : (value ?? null);
}

function queried(body: Value | undefined, query: Value): Json {
  return isUnknown(query) || typeof query !== 'string' ? null : runQuery(toJson(body), query);
}

function sameJson(one: Json, other: Json): boolean {
  return equalValues(new Dynamic('dynamic', one as Value), new Dynamic('dynamic', other as Value));
}

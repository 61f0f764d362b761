import { search } from '@jmespath-community/jmespath';
import { type ArmResource, type Json, readOnlyProperties, textOf } from '../../arm';
import { fromJson, toJson } from '../protocol/dynamic-json';
import { type Dynamic, type Value } from '../protocol/values';
import { ProviderError } from '../provider';
import { armView, deepMerge, isObject, nest, valueAt } from './body';

/** `output` of a resource: what is to be exported, or all that the service alone decides. */
export function resourceOutput(resource: ArmResource, exportValues: Value | undefined): Dynamic {
  if ((exportValues ?? null) !== null) return exported(armView(resource), exportValues);
  const decided = readOnlyProperties(resource.type)
    .filter((name) => resource.properties[name] !== undefined)
    .map((name) => [name, resource.properties[name] ?? null] as const);
  return fromJson(decided.length === 0 ? {} : { properties: Object.fromEntries(decided) });
}

/** The wanted paths of an answer (a list of paths), or the results of queries by name (a map of JMESPath). */
export function exported(answer: Json, exportValues: Value | undefined): Dynamic {
  const wanted = toJson(exportValues);
  if (Array.isArray(wanted)) {
    const paths = wanted.filter((path) => typeof path === 'string');
    if (paths.includes('*')) return fromJson(answer);
    return fromJson(paths.reduce<Json>((output, path) => deepMerge(output, pathOf(answer, path)), {}));
  }
  if (isObject(wanted)) {
    return fromJson(Object.fromEntries(Object.entries(wanted).map(([name, query]) => [name, runQuery(answer, query)])));
  }
  return fromJson({});
}

/**
 * The result of a JMESPath query.
 * @throws ProviderError where it is none.
 */
export function runQuery(value: Json, query: Json): Json {
  try {
    return search(value as never, textOf(query));
  } catch (error) {
    throw new ProviderError(
      'Invalid JMESPath',
      `"${textOf(query)}": ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function pathOf(answer: Json, path: string): Json {
  const names = path.split('.');
  const value = valueAt(answer, names);
  return value === undefined ? {} : nest(names, value);
}

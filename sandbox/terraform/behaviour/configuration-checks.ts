import { nameRuleOf } from '../../arm';
import { isUnknown, type Value, type Values } from '../protocol/values';
import { type Diagnostic } from '../provider';
import { refuseComputedValues } from '../schema/validation';
import { type Block } from '../schema/schema';
import { type Behaviour } from './behaviour';

/** Everything that can be said about a configuration before Azure is asked. */
export function checkConfiguration(config: Values, schema: Block, behaviour: Behaviour): Diagnostic[] {
  return [
    ...refuseComputedValues(config, schema),
    ...checkName(config.name, behaviour.armType),
    ...checkAllowed(config, behaviour.allowed ?? {}),
    ...(behaviour.exactlyOne ?? []).flatMap((group) => checkCount(config, group, 1)),
    ...(behaviour.atMostOne ?? []).flatMap((group) => checkCount(config, group, 0)),
    ...(behaviour.check?.(config) ?? []),
  ];
}

function checkName(name: Value | undefined, armType: string): Diagnostic[] {
  const rule = nameRuleOf(armType);
  if (typeof name !== 'string' || rule === undefined || rule.pattern.test(name)) return [];
  return [error('name', `"name" is "${name}": it must be ${rule.says}.`)];
}

function checkAllowed(config: Values, allowed: Readonly<Record<string, readonly string[]>>): Diagnostic[] {
  return Object.entries(allowed).flatMap(([name, values]) => {
    const value = config[name];
    if (typeof value !== 'string' || values.includes(value)) return [];
    return [error(name, `expected ${name} to be one of ${JSON.stringify(values)}, got ${value}`)];
  });
}

function checkCount(config: Values, group: readonly string[], least: 0 | 1): Diagnostic[] {
  const isSet = (name: string) => (config[name] ?? null) !== null;
  const set = group.filter(isSet);
  const names = group.join(', ');
  if (set.length > 1)
    return [
      error(
        set[1] ?? '',
        `only one of ${names} can be specified, but ${set.join(', ')} were.`,
        'Conflicting configuration arguments',
      ),
    ];
  const undecided = set.some((name) => isUnknown(config[name]));
  return set.length < least && !undecided
    ? [error(group[0] ?? '', `one of ${names} must be specified.`, 'Missing required argument')]
    : [];
}

function error(attribute: string, detail: string, summary = 'Invalid value for an argument'): Diagnostic {
  return { severity: 'error', summary, detail, attribute };
}

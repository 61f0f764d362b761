import { type z } from 'zod';
import { type Fault } from './document';
import { listed, nearest, suggest } from './nearest';
import { formatPath, type Path, valueAt } from './path';
import { keysAt, schemasAt, secretHolders, secretPlaceAt } from './schema-walk';

/** What a schema's own rule (`ctx.addIssue({ code: 'custom', params })`) says beside its message. */
export interface RuleParams {
  readonly code: string;
  readonly hint: string;
}

/** Says what zod found in the words of a configuration's author: one fault for each mistake. */
export function faultsOf(issue: z.core.$ZodIssue, schema: z.core.$ZodType, data: unknown): readonly Fault[] {
  const path = issue.path as Path;
  const found = valueAt(data, path);
  const secret = secretPlaceAt(schema, path);
  if (secret !== undefined && typeof found === 'string') {
    const allowed = issue.code === 'invalid_union' ? wordsOf(issue) : [];
    const isTypo = nearest(found, allowed) !== undefined;
    return [isTypo ? unknownValue(path, found, describe(found), allowed) : literalSecret(path, secret.instead)];
  }
  const show = secret === undefined ? describe(found) : kindOf(found);

  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(
        (key) => misplacedSecret(key, path, schema) ?? unknownKey(key, path, keysAt(schema, path), found),
      );
    case 'invalid_key':
      return issue.issues
        .flatMap((inner) => faultsOf({ ...inner, path: [...path] }, schema, data))
        .map((fault) => ({ ...fault, at: 'key' }));
    case 'invalid_union':
      return unionFaults(issue, schema, data);
    case 'invalid_type':
      return [
        found === undefined ? missing(path, expectations[issue.expected]) : wrongType(path, issue.expected, show),
      ];
    case 'invalid_value':
      return [found === undefined ? missing(path) : unknownValue(path, found, show, issue.values.map(String))];
    case 'too_small':
    case 'too_big':
      return [outOfRange(path, issue, show)];
    case 'custom':
      return [{ path, ...(issue.params as RuleParams), message: issue.message }];
    default:
      return [
        { path, code: 'wrong-format', message: `Found ${show}: ${issue.message}.`, hint: 'Write it in that form.' },
      ];
  }
}

function unionFaults(issue: z.core.$ZodIssueInvalidUnion, schema: z.core.$ZodType, data: unknown): readonly Fault[] {
  const path = issue.path as Path;
  const found = valueAt(data, path);
  if ('options' in issue) {
    const values = issue.options.map(String);
    return [
      found === undefined ? missing(path, listed(values, 'or')) : unknownValue(path, found, describe(found), values),
    ];
  }
  if (found === undefined) return [missing(path)];
  // The branch that the author meant is the one that fails deeper inside, not at its door.
  const meant = issue.errors.find((branch) =>
    branch.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
  );
  if (meant !== undefined) {
    return meant.flatMap((inner) => faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, schema, data));
  }
  const words = wordsOf(issue);
  const kinds = issue.errors
    .flat()
    .flatMap((inner) => (inner.code === 'invalid_type' ? [expectations[inner.expected] ?? inner.expected] : []));
  const allowed = [...words.map((word) => `'${word}'`), ...new Set(kinds)].join(' or ');
  const message = `Found ${describe(found)}; allowed is ${allowed}.`;
  const near = typeof found === 'string' ? nearest(found, words) : undefined;
  const hint = near === undefined ? `Write ${allowed}.` : `Did you mean '${near}'?`;
  return [
    { path, code: typeof found === 'string' && words.length > 0 ? 'unknown-value' : 'wrong-type', message, hint },
  ];
}

function misplacedSecret(key: string, path: Path, schema: z.core.$ZodType): Fault | undefined {
  if (!/key|secret|token|password/i.test(key)) return undefined;
  const holder = schemasAt(schema, path).flatMap((one) => secretHolders.get(one) ?? [])[0];
  return holder && { ...literalSecret([...path, key], holder.instead), at: 'key' };
}

/** The fixed words among what a union allows. */
function wordsOf(issue: z.core.$ZodIssueInvalidUnion): readonly string[] {
  return issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
}

function unknownKey(key: string, path: Path, allowed: readonly string[], mapping: unknown): Fault {
  const place = path.length === 0 ? 'at the top of the file' : `in '${formatPath(path)}'`;
  const free = allowed.filter((one) => valueAt(mapping, [one]) === undefined);
  const near = nearest(key, free);
  return {
    path: [...path, key],
    at: 'key',
    ...(near !== undefined && { meant: [...path, near] }),
    code: 'unknown-key',
    message: `Key '${key}' is not known ${place}; allowed: ${listed(allowed)}.`,
    hint: near === undefined ? 'Remove it, or use one of the allowed keys.' : `Did you mean '${near}'?`,
  };
}

function unknownValue(path: Path, found: unknown, show: string, allowed: readonly string[]): Fault {
  const choice = listed(allowed, 'or');
  return {
    path,
    code: 'unknown-value',
    message: `Found ${show}; allowed: ${choice}.`,
    hint: suggest(String(found), allowed, `Write ${choice}.`),
  };
}

function missing(path: Path, what?: string): Fault {
  const key = String(path.at(-1) ?? 'content');
  return {
    path,
    code: 'missing-key',
    message: `Key '${key}' is missing${what === undefined ? '' : `: ${what}`}.`,
    hint: `Add '${key}' here.`,
  };
}

function wrongType(path: Path, expected: string, show: string): Fault {
  const words = expectations[expected] ?? expected;
  const hint = expected === 'string' ? 'Put the value in quotes.' : `Write ${words} here, or remove the key.`;
  return { path, code: 'wrong-type', message: `Found ${show}; expected is ${words}.`, hint };
}

function outOfRange(path: Path, issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, show: string): Fault {
  const [word, limit] = issue.code === 'too_small' ? ['at least', issue.minimum] : ['at most', issue.maximum];
  const unit = units[issue.origin] ?? '';
  return {
    path,
    code: 'out-of-range',
    message: `Found ${show}; allowed is ${word} ${limit}${unit}.`,
    hint: `Use ${word} ${limit}${unit}.`,
  };
}

function literalSecret(path: Path, instead: string): Fault {
  return {
    path,
    code: 'literal-secret',
    message: 'A secret belongs in an environment variable, never in this file (its value is not shown here).',
    hint: `${instead} If this file was ever committed or shared, rotate the secret.`,
  };
}

/** What a limit counts; a number needs no unit. */
const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries', record: ' entries' };

const expectations: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return (
    { string: 'a text', number: 'a number', boolean: 'true or false', object: 'a mapping' }[typeof value as string] ??
    'a value'
  );
}

function describe(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `a text of ${value.length} characters` : `'${value}'`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value);
}

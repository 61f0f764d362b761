import { RenderError } from '../errors';
import type { Arguments } from './arguments';

/** What a function of Jinja takes, and how Python names it in its messages. */
export interface Signature {
  readonly name: string;
  /** All parameters; first those that Jinja itself fills, such as a filter's input. */
  readonly parameters: readonly string[];
  readonly filled: number;
  readonly required: number;
}

/**
 * Reads `do_batch(value; linecount fill_with=)`: what Jinja fills before the semicolon, what may be left out with `=`.
 * Names with a `*` (`map(value; *)`) take whatever they are given.
 */
export function signature(text: string): Signature | undefined {
  const [, name = '', filled = '', passed = ''] = /^(\w[\w.]*)\(([^;]*);?(.*)\)$/.exec(text) ?? [];
  const words = (list: string): readonly string[] => list.split(' ').filter((word) => word !== '');
  const parameters = [...words(filled), ...words(passed)];
  if (parameters.includes('*')) return undefined;
  return {
    name,
    parameters: parameters.map((parameter) => parameter.replace('=', '')),
    filled: words(filled).length,
    required: parameters.filter((parameter) => !parameter.endsWith('=')).length,
  };
}

/** Refuses arguments that a function does not take, or lacks, in Python's words and order. */
export function checkArguments({ name, parameters, filled, required }: Signature, passed: Arguments): void {
  const fail = (complaint: string): never => {
    throw new RenderError('TypeError', `${name}() ${complaint}`);
  };
  const count = filled + passed.positional.length;
  for (const key of passed.named.keys()) {
    const index = parameters.indexOf(key);
    if (index < 0) fail(`got an unexpected keyword argument '${key}'`);
    if (index < count) fail(`got multiple values for argument '${key}'`);
  }
  const most = parameters.length;
  if (count > most) {
    const takes = required === most ? String(most) : `from ${required} to ${most}`;
    const were = count === 1 ? 'was' : 'were';
    fail(`takes ${takes} positional argument${most === 1 ? '' : 's'} but ${count} ${were} given`);
  }
  const absent = parameters.slice(count, required).filter((parameter) => !passed.named.has(parameter));
  if (absent.length === 0) return;
  fail(`missing ${absent.length} required positional argument${absent.length === 1 ? '' : 's'}: ${listed(absent)}`);
}

function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  if (quoted.length < 3) return quoted.join(' and ');
  return `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1) ?? ''}`;
}

import { RenderError } from '../errors';
import type { Arguments } from './arguments';

/**
 * How a function that Python has built in takes its arguments: `counted` ones by place; `parsed` ones too, with other
 * words when they are too few or too many; `named` ones by place or by name.
 */
export type Shape =
  | { readonly kind: 'counted' | 'parsed'; readonly least: number; readonly most: number }
  | { readonly kind: 'named'; readonly names: readonly string[] };

/** Reads `1-2` (counted), `(1-3)` (parsed) or `sep,maxsplit` (named). */
export function shape(text: string): Shape {
  const [, open, least, most] = /^(\()?(\d)(?:-(\d))?\)?$/.exec(text) ?? [];
  if (least === undefined) return { kind: 'named', names: text.split(',') };
  return { kind: open === undefined ? 'counted' : 'parsed', least: Number(least), most: Number(most ?? least) };
}

/** Refuses arguments that a built-in function does not take, in Python's words. `owner` is its type or module, with a dot. */
export function checkShape(form: Shape, owner: string, name: string, passed: Arguments): void {
  const fail = (complaint: string): never => {
    throw new RenderError('TypeError', complaint);
  };
  const given = passed.positional.length;
  if (form.kind === 'named') {
    const total = given + passed.named.size;
    const most = form.names.length;
    if (total > most) fail(`${name}() takes at most ${plural(most)} (${total} given)`);
    const taken = form.names.findIndex((key, index) => index < given && passed.named.has(key));
    if (taken >= 0)
      fail(`argument for ${name}() given by name ('${form.names[taken] ?? ''}') and position (${taken + 1})`);
    const unknown = [...passed.named.keys()].find((key) => !form.names.includes(key));
    if (unknown !== undefined) fail(`'${unknown}' is an invalid keyword argument for ${name}()`);
    return;
  }
  const { kind, least, most } = form;
  if (passed.named.size > 0) fail(`${kind === 'parsed' ? '' : owner}${name}() takes no keyword arguments`);
  if (given >= least && given <= most) return;
  if (kind === 'parsed') {
    fail(`${name}() takes at ${given < least ? `least ${plural(least)}` : `most ${plural(most)}`} (${given} given)`);
  }
  if (most === 0) fail(`${owner}${name}() takes no arguments (${given} given)`);
  if (least === 1 && most === 1) fail(`${owner}${name}() takes exactly one argument (${given} given)`);
  const bound =
    least === most ? plural(least) : given < least ? `at least ${plural(least)}` : `at most ${plural(most)}`;
  fail(`${name} expected ${bound}, got ${given}`);
}

function plural(count: number): string {
  return `${count} argument${count === 1 ? '' : 's'}`;
}

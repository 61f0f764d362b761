import { repr } from '../../values/python-text';
import type { Value } from '../../values/value';
import { RenderError } from '../errors';
import type { Block, MacroParameter } from '../parse/ast';
import { undeclaredVariables } from '../parse/variables';
import type { Arguments } from './arguments';

/** What a call gives a macro. */
export interface BoundArguments {
  /** By place of the parameter; undefined where the call gives nothing. */
  readonly values: readonly (Value | undefined)[];
  readonly varargs: readonly Value[];
  readonly kwargs: ReadonlyMap<string, Value>;
  readonly caller: Value | undefined;
}

/** The names by which a macro's body takes what its parameters do not. */
const special = ['varargs', 'kwargs', 'caller'] as const;

/** How calls of a macro are read: more arguments than it has parameters are refused, unless its body asks for them. */
export function macroBinder(
  name: string,
  parameters: readonly MacroParameter[],
  body: Block,
): (passed: Arguments) => BoundArguments {
  const free = undeclaredVariables(body, new Set());
  const names = new Set(parameters.map((parameter) => parameter.name));
  const [takesMore, takesNamed, takesCaller] = special.map((word) => free.has(word) && !names.has(word));
  return ({ positional, named }) => {
    const left = new Map(named);
    const take = (key: string): Value | undefined => {
      const value = left.get(key);
      left.delete(key);
      return value;
    };
    const values = parameters.map((parameter, index) =>
      index < positional.length ? positional[index] : take(parameter.name),
    );
    const caller = takesCaller === true ? take('caller') : undefined;
    const [unknown] = left.keys();
    if (unknown !== undefined && takesNamed !== true) throw new RenderError('TypeError', complaint(name, unknown));
    if (positional.length > parameters.length && takesMore !== true) {
      const most = `macro ${repr(name)} takes not more than ${parameters.length} argument(s)`;
      throw new RenderError('TypeError', most);
    }
    return { values, varargs: positional.slice(parameters.length), kwargs: left, caller };
  };
}

function complaint(macro: string, unknown: string): string {
  if (unknown !== 'caller') return `macro ${repr(macro)} takes no keyword argument ${repr(unknown)}`;
  return `macro ${repr(macro)} was invoked with two values for the special caller argument. This is most likely a bug.`;
}

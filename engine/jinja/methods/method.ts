import { Float, int, isDict, isInt, isList, Tuple, type Value } from '../../values/value';
import type { Arguments } from '../runtime/arguments';
import { Callable, textOf } from '../runtime/objects';
import { dictMethods } from './dict';
import { listMethods, tupleMethods } from './list';
import { floatAttribute, intAttribute } from './number';
import { stringMethods } from './text';

/** A method of a Python type, called on a value of that type. */
export type Method<T> = (self: T, passed: Arguments) => Value;

/** The method or attribute of a value with that name, if Python's type has it. */
export function methodOf(value: Value, name: string): Value | undefined {
  const text = textOf(value);
  if (text !== undefined) return bind(stringMethods, name, text);
  if (isDict(value)) return bind(dictMethods, name, value);
  if (isList(value)) return bind(listMethods, name, value);
  if (value instanceof Tuple) return bind(tupleMethods, name, value.items);
  if (isInt(value) || typeof value === 'boolean') return intAttribute(int(BigInt(value)), name);
  return value instanceof Float ? floatAttribute(value, name) : undefined;
}

function bind<T>(methods: Readonly<Record<string, Method<T>>>, name: string, self: T): Callable | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return method === undefined ? undefined : new Callable(name, (passed) => method(self, passed));
}

import { Float, int, isDict, isInt, isList, Tuple, type Value } from '../../values/value';
import type { Arguments } from '../runtime/arguments';
import { checkShape } from '../runtime/builtin';
import { Bytes } from '../runtime/bytes';
import { Callable, textOf } from '../runtime/objects';
import { bytesMethods } from './bytes';
import { dictMethods } from './dict';
import { listMethods, tupleMethods } from './list';
import { floatAttribute, floatMethods, intAttribute, intMethods } from './number';
import { methodShapes } from './shapes';
import { stringMethods } from './text';

/** A method of a Python type, called on a value of that type. */
export type Method<T> = (self: T, passed: Arguments) => Value;

/** The method or attribute of a value with that name, if Python's type has it. */
export function methodOf(value: Value, name: string): Value | undefined {
  const text = textOf(value);
  if (text !== undefined) return bind('str', stringMethods, name, text);
  if (isDict(value)) return bind('dict', dictMethods, name, value);
  if (isList(value)) return bind('list', listMethods, name, value);
  if (value instanceof Tuple) return bind('tuple', tupleMethods, name, value.items);
  if (value instanceof Bytes) return bind('bytes', bytesMethods, name, value);
  if (value instanceof Float) return floatAttribute(value, name) ?? bind('float', floatMethods, name, value);
  if (!isInt(value) && typeof value !== 'boolean') return undefined;
  const whole = int(BigInt(value));
  return intAttribute(whole, name) ?? bind('int', intMethods, name, whole);
}

function bind<T>(
  type: keyof typeof methodShapes,
  methods: Readonly<Record<string, Method<T>>>,
  name: string,
  self: T,
): Callable | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return undefined;
  const shape = methodShapes[type].get(name);
  return new Callable(name, (passed) => {
    if (shape !== undefined) checkShape(shape, `${type}.`, name, passed);
    return method(self, passed);
  });
}

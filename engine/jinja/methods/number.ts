import { Float, type Value } from '../../values/value';
import { Callable } from '../runtime/objects';

export function intAttribute(self: number | bigint, name: string): Value | undefined {
  if (name === 'real' || name === 'numerator') return self;
  if (name === 'imag') return 0;
  return name === 'denominator' ? 1 : undefined;
}

export function floatAttribute(self: Float, name: string): Value | undefined {
  if (name === 'real') return self;
  if (name === 'imag') return new Float(0);
  return name === 'is_integer' ? new Callable(name, () => Number.isInteger(self.value)) : undefined;
}

import { ObjectValue, typeName, type Value } from '../../values/value';
import { repr } from '../../values/python-text';
import { TemplateObject, Undefined } from './objects';

// A template renders in one go, so that no other can see the setting of this one.
let isOn = true;

/** Renders with Jinja's sandbox, or without it. */
export function rendering<T>(options: { readonly sandbox: boolean }, render: () => T): T {
  const before = isOn;
  isOn = options.sandbox;
  try {
    return render();
  } finally {
    isOn = before;
  }
}

export function isSandboxed(): boolean {
  return isOn;
}

/** An internal attribute of a Python object: the sandbox refuses all of them; without it the class can be asked for. */
export function internalAttribute(value: Value, name: string): Value | undefined {
  if (!/^__\w+__$/.test(name)) return undefined;
  const type = typeName(value);
  if (isOn) {
    return new Undefined(`access to attribute ${repr(name)} of ${repr(type)} object is unsafe.`, 'SecurityError');
  }
  return name === '__class__' ? new PythonClass(type) : undefined;
}

/** A class of Python, which prints and has a name. */
class PythonClass extends TemplateObject {
  readonly typeName = 'type';

  constructor(private readonly name: string) {
    super();
  }

  attribute(name: string): Value | undefined {
    return name === '__name__' || name === '__qualname__' ? this.name : undefined;
  }

  repr(): string {
    return `<class '${this.name}'>`;
  }

  override equals(other: Value): boolean {
    return other instanceof ObjectValue && other.repr() === this.repr();
  }
}

import { typeName, type Value } from '../../values/value';
import type { Target } from '../parse/ast';
import { RenderError } from '../errors';
import { tryIterate } from './iterate';
import { Namespace } from './objects';

/** Names that are known at a place in the template: its own and those around it. */
export class Scope {
  private readonly names: Map<string, Value>;

  constructor(
    private readonly parent?: Scope,
    names: Iterable<readonly [string, Value]> = [],
  ) {
    this.names = new Map(names);
  }

  get(name: string): Value | undefined {
    return this.names.has(name) ? this.names.get(name) : this.parent?.get(name);
  }

  /** The scope of the template itself, which its blocks see wherever they stand. */
  get template(): Scope {
    return this.parent?.parent === undefined ? this : this.parent.template;
  }

  set(name: string, value: Value): void {
    this.names.set(name, value);
  }

  /** Fails where nothing can be assigned, before the value is made. */
  checkTarget(target: Target): void {
    if (target.kind === 'tuple') for (const inner of target.targets) this.checkTarget(inner);
    if (target.kind !== 'attribute' || this.get(target.namespace) instanceof Namespace) return;
    throw new RenderError('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
  }

  /** Assigns a value, taken apart when there are several targets. */
  assign(target: Target, value: Value): void {
    if (target.kind === 'name') this.set(target.name, value);
    else if (target.kind === 'attribute') this.assignAttribute(target.namespace, target.name, value);
    else this.assignAll(target.targets, unpack(value));
  }

  private assignAll(targets: readonly Target[], items: readonly Value[]): void {
    if (items.length < targets.length) {
      throw new RenderError(
        'ValueError',
        `not enough values to unpack (expected ${targets.length}, got ${items.length})`,
      );
    }
    if (items.length > targets.length) {
      throw new RenderError('ValueError', `too many values to unpack (expected ${targets.length})`);
    }
    targets.forEach((inner, index) => this.assign(inner, items[index] ?? null));
  }

  private assignAttribute(namespace: string, name: string, value: Value): void {
    const owner = this.get(namespace);
    if (owner instanceof Namespace) owner.set(name, value);
  }
}

function unpack(value: Value): readonly Value[] {
  const items = tryIterate(value);
  if (items !== undefined) return items;
  throw new RenderError('TypeError', `cannot unpack non-iterable ${typeName(value)} object`);
}

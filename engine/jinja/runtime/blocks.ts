import type { Value } from '../../values/value';
import type { BlockStatement } from '../parse/ast';
import { executeBlock } from './execute';
import { Callable, TemplateObject } from './objects';
import type { Scope } from './scope';

/** `self`: a template's blocks, by name, to render again. */
export class TemplateBlocks extends TemplateObject {
  readonly typeName = 'jinja2.runtime.TemplateReference';

  constructor(
    private readonly blocks: ReadonlyMap<string, BlockStatement>,
    private readonly scope: Scope,
  ) {
    super();
  }

  attribute(name: string): Value | undefined {
    const block = this.blocks.get(name);
    return block === undefined ? undefined : new Callable(name, () => executeBlock(block, this.scope, false));
  }

  repr(): string {
    return '<TemplateReference None>';
  }
}

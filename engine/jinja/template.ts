import type { Value } from '../values/value';
import type { Block, BlockStatement } from './parse/ast';
import { blocksOf } from './parse/check';
import { RenderError } from './errors';
import { parseTemplate } from './parse/statements';
import { undeclaredVariables } from './parse/variables';
import { TemplateBlocks } from './runtime/blocks';
import { execute } from './runtime/execute';
import { globals } from './runtime/globals';
import { rendering } from './runtime/sandbox';
import { Scope } from './runtime/scope';

/**
 * A Jinja template as prompt flow renders one: `trim_blocks`, the trailing newline kept, undefined names empty, in a
 * sandbox. The constructor throws a `TemplateSyntaxError` for text that is no template.
 */
export class Template {
  /** Names that the template reads and does not set. */
  readonly variables: ReadonlySet<string>;
  private readonly block: Block;
  private readonly blocks: ReadonlyMap<string, BlockStatement>;

  constructor(source: string) {
    this.block = parseTemplate(source);
    this.variables = undeclaredVariables(this.block, new Set([...globals.keys(), 'self']));
    this.blocks = new Map(blocksOf(this.block).map((block) => [block.name, block]));
  }

  /** Throws a `RenderError` that has the name of the Python exception. */
  render(values: ReadonlyMap<string, Value>, options = { sandbox: true }): string {
    const scope = new Scope(new Scope(undefined, globals), values);
    scope.set('self', new TemplateBlocks(this.blocks, scope));
    try {
      return rendering(options, () => execute(this.block, scope));
    } catch (error) {
      // Macros may call themselves without end.
      if (!(error instanceof RangeError)) throw error;
      throw new RenderError('RecursionError', 'maximum recursion depth exceeded');
    }
  }
}

import type { Value } from '../values/value';
import type { Block } from './parse/ast';
import { parseTemplate } from './parse/statements';
import { undeclaredVariables } from './parse/variables';
import { execute } from './runtime/execute';
import { globals } from './runtime/globals';
import { Scope } from './runtime/scope';

/**
 * A Jinja template as prompt flow renders one: `trim_blocks`, the trailing newline kept, undefined names empty, in a
 * sandbox. The constructor throws a `TemplateSyntaxError` for text that is no template.
 */
export class Template {
  /** Names that the template reads and does not set. */
  readonly variables: ReadonlySet<string>;
  private readonly block: Block;

  constructor(source: string) {
    this.block = parseTemplate(source);
    this.variables = undeclaredVariables(this.block, new Set(globals.keys()));
  }

  /** Throws a `RenderError` that has the name of the Python exception. */
  render(values: ReadonlyMap<string, Value>): string {
    return execute(this.block, new Scope(new Scope(undefined, globals), values));
  }
}

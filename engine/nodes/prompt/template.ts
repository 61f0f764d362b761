import { Template as Jinja } from '@huggingface/jinja';
import { toPlain } from '../../values/plain';
import type { Value } from '../../values/value';

export class Template {
  private readonly jinja: Jinja;
  readonly variables: ReadonlySet<string>;
  constructor(text: string) {
    this.jinja = new Jinja(text);
    this.variables = new Set([...text.matchAll(/{{\s*(\w+)\s*}}/g)].map(([, name]) => name ?? ''));
  }
  render(values: ReadonlyMap<string, Value>): string {
    return this.jinja.render(Object.fromEntries([...values].map(([name, value]) => [name, toPlain(value)])));
  }
}

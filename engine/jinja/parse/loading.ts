import { TemplateAssertionError } from '../errors';
import type { Statement } from './ast';
import type { Cursor } from './cursor';
import { parseExpression } from './expressions';

/** `{% include x ignore missing with context %}` */
export function parseInclude(cursor: Cursor): Statement {
  const template = parseExpression(cursor);
  if (cursor.is('ignore') && cursor.following.text === 'missing') {
    cursor.next();
    cursor.next();
  }
  skipContext(cursor);
  return { kind: 'load', template, names: [] };
}

/** `{% import x as y %}` */
export function parseImport(cursor: Cursor): Statement {
  const template = parseExpression(cursor);
  cursor.expect('as');
  const names = [cursor.expectName()];
  skipContext(cursor);
  return { kind: 'load', template, names };
}

/** `{% from x import a, b as c %}` */
export function parseFromImport(cursor: Cursor): Statement {
  const template = parseExpression(cursor);
  cursor.expect('import');
  const names: string[] = [];
  for (;;) {
    if (names.length > 0) cursor.expect(',');
    if (cursor.current.type !== 'name') break;
    if (skipContext(cursor)) break;
    const { line } = cursor.current;
    const name = cursor.expectName();
    if (name.startsWith('_')) {
      throw new TemplateAssertionError('names starting with an underline can not be imported', line);
    }
    names.push(cursor.skip('as') ? cursor.expectName() : name);
    if (skipContext(cursor) || !cursor.is(',')) break;
  }
  if (names.length === 0) cursor.expectName();
  return { kind: 'load', template, names };
}

function skipContext(cursor: Cursor): boolean {
  if (!(cursor.is('with') || cursor.is('without')) || cursor.following.text !== 'context') return false;
  cursor.next();
  cursor.next();
  return true;
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the build makes of reports/page: scripts/bundle-page.mjs. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** Texts of the licenses of the libraries in the script. */
  readonly licenses: string;
}

export async function readPageParts(): Promise<PageParts> {
  const folder = builtFolder();
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const [script, style, licenses] = await Promise.all([read('page.js'), read('page.css'), read('LICENSES.txt')]);
  return { script, style, licenses };
}

/** Beside this module in dist/, or in dist/ from the sources. */
function builtFolder(): string {
  const place = join('reports', 'page');
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const found = [join(folder, place), join(folder, 'dist', place)].find((one) => existsSync(join(one, 'page.js')));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) throw new Error('The report page is not built: run npm run build.');
  }
}

/**
 * Nothing may be fetched, and no script runs but the page's own, whose digest is named. So even a mistake in escaping
 * would not run what a model wrote.
 */
export function contentSecurityPolicy({ script, style }: PageParts): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const rules = [`script-src ${hash(script)}`, `style-src ${hash(style)}`, "base-uri 'none'", "form-action 'none'"];
  return `default-src 'none'; ${rules.join('; ')}`;
}

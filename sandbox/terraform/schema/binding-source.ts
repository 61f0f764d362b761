import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An npm package of generated cdktf bindings, and where it is installed. */
export interface Bindings {
  readonly folder: string;
  /** Version of the npm package: a new one may have other schemas. */
  readonly version: string;
}

/**
 * Finds an installed bindings package, such as `@cdktf/provider-azurerm`.
 * @throws Error where it is not installed.
 */
export function findBindings(packageName: string): Bindings {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { folder: join(dirname(manifest), 'lib'), version };
}

/** The TypeScript from which a binding was compiled; its source map carries it whole. */
export function bindingSource(bindings: Bindings, name: string): string {
  const file = join(bindings.folder, name, 'index.js');
  const encoded = /sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(readFileSync(file, 'utf8'))?.[1];
  const source = (JSON.parse(Buffer.from(encoded ?? 'e30=', 'base64').toString()) as { sourcesContent?: string[] })
    .sourcesContent?.[0];
  if (source === undefined)
    throw new Error(`${file} carries no source map with its source: no schema can be read from it.`);
  return source;
}

// Transpiles the sources to dist/ and copies what runs beside them. Types are checked by `npm run typecheck`.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundlePage } from './bundle-page.mjs';
import { bundleServer } from './bundle-server.mjs';

const folders = [
  'constructs',
  'stacks',
  'model',
  'engine',
  'experiments',
  'reports',
  'azure',
  'runner',
  'sandbox',
  'examples',
];
const assets = ['.py', '.json', '.yaml', '.proto', '.html'];
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join('reports', 'page')))
    .filter((file) => ['.ts', ...assets].some((extension) => file.endsWith(extension))),
);

await build({
  entryPoints: ['index.ts', 'main.ts', ...files],
  outdir: 'dist',
  outbase: '.',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'linked',
  loader: Object.fromEntries(assets.map((extension) => [extension, 'copy'])),
  // A lazy import() of ours becomes a lazy require(): Node's own import() would want file extensions.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
});
await Promise.all([bundleServer(), bundlePage()]);

// Bundles the program that a flow's container runs to dist/server: one JavaScript file, the Python worker and the page
// beside it, and the licenses of the libraries in it. A built context needs no registry to run.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { licenses } from './licenses.mjs';

const target = join('dist', 'server');

// Modules find their files by __dirname, which in a bundle is the bundle's: each keeps the folder that it had.
const keepFolders = {
  name: 'keep-folders',
  setup({ onLoad }) {
    const root = process.cwd();
    onLoad({ filter: /[\\/]engine[\\/].*\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const folder = JSON.stringify(relative(root, dirname(path)).split(sep).join('/'));
      const here = `require('node:path').join(__dirname, ${folder})`;
      return { contents: source.replace(/\b__dirname\b/g, here), loader: 'ts' };
    });
  },
};

export async function bundleServer() {
  const { metafile } = await build({
    entryPoints: [join('engine', 'package', 'server-program.ts')],
    outfile: join(target, 'main.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    plugins: [keepFolders],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  copyAssets('engine');
  writeFileSync(join(target, 'LICENSES.txt'), licenses(Object.keys(metafile.inputs)));
}

function copyAssets(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const isAsset = /\.(py|html)$/.test(entry.name) && !file.includes('__pycache__');
    if (entry.isFile() && isAsset) cpSync(file, join(target, file));
  }
}

// Bundles the page of HTML reports to dist/reports/page: a script and a style sheet that stand in the report itself, and
// the licenses of the libraries in the script.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { licenses } from './licenses.mjs';

const source = join('reports', 'page');
const target = join('dist', source);

export async function bundlePage() {
  const { metafile } = await build({
    entryPoints: { page: join(source, 'main.ts') },
    outdir: target,
    bundle: true,
    minify: true,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    // The report must hold no end of its script.
    supported: { 'inline-script': false },
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  await build({ entryPoints: [join(source, 'page.css')], outdir: target, minify: true, logLevel: 'warning' });
  writeFileSync(join(target, 'LICENSES.txt'), licenses(Object.keys(metafile.inputs)));
}

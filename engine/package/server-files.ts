import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { PackageFile } from './flow-files';

/** The program that serves a flow, as `npm run build` bundled it. */
export async function serverFiles(): Promise<readonly PackageFile[]> {
  const folder = join(packageFolder(__dirname), 'dist', 'server');
  if (!existsSync(join(folder, 'main.js'))) {
    throw new Error(`The server's program is missing in ${folder}. Run npm run build.`);
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const programs = paths.filter((path) => !path.includes('__pycache__')).sort();
  return Promise.all(
    programs.map(async (path) => ({
      path: relative(folder, path).split(sep).join('/'),
      content: await readFile(path),
    })),
  );
}

function packageFolder(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageFolder(dirname(folder));
}

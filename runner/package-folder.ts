import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder of this package's package.json, whether the sources or the compiled files in dist/ run. */
export const packageFolder = findPackage(__dirname);

function findPackage(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findPackage(dirname(folder));
}

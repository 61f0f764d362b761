import { join } from 'node:path';
import { packageFolder } from '../../package-folder';

/** Prints the folder that Python programs import `promptflow` from. */
export function flowPythonPathCommand(): void {
  console.log(join(packageFolder, 'dist/engine/python'));
}

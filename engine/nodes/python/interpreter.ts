import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folders = ['.venv', 'venv'];
const programs = [join('bin', 'python'), join('Scripts', 'python.exe')];

/** The Python of the virtual environment in a flow's folder, or, where it has none, the `python3` of the PATH. */
export function interpreterFor(flowFolder: string): string {
  for (const folder of folders) {
    if (!existsSync(join(flowFolder, folder, 'pyvenv.cfg'))) continue;
    const found = programs.map((program) => join(flowFolder, folder, program)).find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  return 'python3';
}

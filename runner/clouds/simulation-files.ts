import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Project } from '../../model';

/** The rule files of the sandbox's simulated model: `simulated-model.yaml` in a flow's folder or in the one above it. */
export function simulationFiles(project: Project): string[] {
  const folders = Object.values(project.environments)
    .flatMap(({ flows }) => flows)
    .flatMap(({ path }) => [path, dirname(path)]);
  return [...new Set(folders)].map((folder) => join(folder, 'simulated-model.yaml')).filter((file) => existsSync(file));
}

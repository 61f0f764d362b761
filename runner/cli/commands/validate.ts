import { resolve } from 'node:path';
import { loadProject } from '../../../model';
import { formatProblems } from '../render/problems';

export function validateCommand(options: { readonly project: string; readonly json: boolean }): void {
  const { project, problems } = loadProject(resolve(options.project));
  const ok = project !== undefined && problems.length === 0;
  process.exitCode = ok ? 0 : 2;
  if (options.json) {
    console.log(JSON.stringify({ ok, problems }));
    return;
  }
  if (!ok) {
    console.error(formatProblems(problems));
    return;
  }
  const environments = Object.values(project.environments);
  const flows = new Set(environments.flatMap((environment) => environment.flows.map(({ name }) => name)));
  console.log(`The configuration is valid: ${environments.length} environments, ${flows.size} flows.`);
}

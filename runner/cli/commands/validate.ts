import { resolve } from 'node:path';
import { loadProject, type Problem, type Project } from '../../../model';
import { policyReport } from '../../policies';
import { formatProblems } from '../render/problems';

export async function validateCommand(options: { readonly project: string; readonly json: boolean }): Promise<void> {
  const root = resolve(options.project);
  const { project, problems: mistakes } = loadProject(root);
  const problems = project === undefined ? mistakes : await policyProblems(project);
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

/** Of all environments, each once: what a shared block decides shows in every environment that inherits it. */
async function policyProblems({ root, environments }: Project): Promise<readonly Problem[]> {
  const reports = await Promise.all(Object.values(environments).map((environment) => policyReport(root, environment)));
  const problems = new Map(
    reports
      .flatMap((report) => [...report.problems, ...report.unused])
      .map((problem) => [JSON.stringify(problem), problem]),
  );
  return [...problems.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}

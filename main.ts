import { resolve } from 'node:path';
import { loadProject } from './model';
import { type Problem } from './model/problem';
import { readRelease } from './model/release';
import { devopsState, releaseFile, sandboxVariable, stackState } from './model/state-location';
import { synthesizeProject } from './stacks';

/** Exit code for a mistake of the user, as in the CLI. */
const userMistake = 2;

function describe({ file, line, column, path, message, hint }: Problem): string {
  return `${file}:${line}:${column} ${path}: ${message} ${hint}\n`;
}

/** The app that cdktf.json names: writes the stacks of every environment, for `cdktf synth`, `diff` and `deploy`. */
function main(): void {
  const root = process.cwd();
  const folder = process.env[sandboxVariable];
  const sandbox = folder === undefined || folder === '' ? undefined : resolve(folder);
  const { project, problems } = loadProject(root);
  if (!project || problems.length > 0) {
    process.stderr.write(problems.map(describe).join(''));
    process.exitCode = userMistake;
    return;
  }
  const environments = Object.values(project.environments);
  const { policies } = synthesizeProject({
    environments,
    releases: Object.fromEntries(environments.map(({ name }) => [name, readRelease(releaseFile(root, name, sandbox))])),
    outdir: process.env.CDKTF_OUTDIR ?? 'cdktf.out',
    state: (kind, environment) => stackState(root, environment, kind, sandbox),
    devopsState: devopsState(root, sandbox),
  });
  const open = policies().flatMap((judged) => judged.open);
  if (open.length === 0) return;
  const findings = open.map(({ rule, resource, reason, fix }) => `${rule} ${resource}: ${reason} ${fix}\n`);
  const wayOut = "Run 'llmops validate' to see where flows-config/environments.yaml can accept one, and why.\n";
  process.stderr.write([...findings, wayOut].join(''));
  process.exitCode = userMistake;
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

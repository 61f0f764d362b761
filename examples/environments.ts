/** The stacks of one environment from `flows-config/`, in an app of your own. */
import { join } from 'node:path';
import { loadProject } from 'llmops-cdktf/model';
import { synthesizeProject } from 'llmops-cdktf/stacks';

const { project, problems } = loadProject(process.cwd());
const environment = project?.environments['dev'];
if (!environment) throw new Error(problems.map(({ message }) => message).join('\n') || 'There is no environment dev.');

synthesizeProject({
  environments: [environment],
  // Placeholders stand for the versions until `llmops register` wrote a release; `readRelease` reads it.
  releases: {},
  outdir: process.env['CDKTF_OUTDIR'] ?? 'cdktf.out',
  state: (kind) => ({ kind: 'local', path: join(process.cwd(), `terraform.${kind}.tfstate`) }),
});

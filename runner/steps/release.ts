import { type FlowRelease, readRelease, type Release, releaseFile as fileOfRelease } from '../../model';
import { type RunContext } from '../context';
import { gitCommit } from '../git-commit';
import { type ReleaseBefore } from './register';
import { type TerraformStack } from '../terraform/stack';

/** Name of the serving stack's output that records which release it runs. */
const releaseOutput = 'release';

/** `.llmops/releases/<env>.json`, or the sandbox's own. */
export function releaseFile({ project, cloud, environment }: RunContext): string {
  return fileOfRelease(project.root, environment.name, cloud.sandboxDirectory);
}

/** The release that was written last on this machine, applied or not. */
export function writtenRelease(context: RunContext): Release | undefined {
  return readRelease(releaseFile(context));
}

/** All that the next release follows from. */
export async function releaseBefore(context: RunContext, serving: TerraformStack): Promise<ReleaseBefore> {
  await serving.init();
  const [deployed, commit] = await Promise.all([deployedFlows(serving), gitCommit(context.project.root)]);
  return { written: writtenRelease(context), deployed, commit };
}

/**
 * What the endpoints run now, by flow, as the serving stack's state records it: the same on every machine and agent
 * that shares the state. Empty before the first deploy.
 */
async function deployedFlows(serving: TerraformStack): Promise<Readonly<Record<string, FlowRelease>>> {
  const outputs = await serving.outputs();
  const recorded = outputs[releaseOutput];
  return typeof recorded === 'object' && recorded !== null ? (recorded as Record<string, FlowRelease>) : {};
}

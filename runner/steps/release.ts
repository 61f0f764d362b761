import { relative } from 'node:path';
import {
  type FlowVersion,
  readRecordedRelease,
  readRelease,
  type RecordedRelease,
  type Release,
  type ReleaseExperiment,
  releaseFile as fileOfRelease,
} from '../../model';
import { type RunContext } from '../context';
import { gitCommit } from '../git-commit';
import { type ExperimentReport } from '../result';
import { type ReleaseBefore } from './register';
import { type TerraformStack } from '../terraform/stack';

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
  const [recorded, commit] = await Promise.all([deployedRelease(serving), gitCommit(context.project.root)]);
  return { written: writtenRelease(context), deployed: recorded, commit };
}

/**
 * What the endpoints run now, as the serving stack's state records it: the same on every machine and agent that shares
 * the state. Undefined before the first deploy. The stack must be initialised.
 */
export async function deployedRelease(serving: TerraformStack): Promise<RecordedRelease | undefined> {
  const { release } = await serving.outputs();
  return readRecordedRelease(release);
}

/** By the flow's name, the version that a release serves. */
export function currentVersions(release: RecordedRelease | undefined): Readonly<Record<string, FlowVersion>> {
  return Object.fromEntries(Object.entries(release?.flows ?? {}).map(([flow, { current }]) => [flow, current]));
}

/** What backs a release, as it records it: files by their paths in the data directory. */
export function releaseExperiments(
  { cloud }: RunContext,
  experiments: readonly ExperimentReport[],
): Readonly<Record<string, ReleaseExperiment>> {
  const entries = experiments.map(({ flow, verdict, file, result }): [string, ReleaseExperiment] => {
    if (verdict === 'skipped' || verdict === 'failed' || file === undefined || result === undefined) {
      return [flow, { skipped: true }];
    }
    const { environment, flowHash, createdAt } = result;
    const place = relative(cloud.dataDirectory, file).replaceAll('\\', '/');
    return [flow, { environment, flowHash, createdAt, verdict, file: place }];
  });
  return Object.fromEntries<ReleaseExperiment>(entries);
}

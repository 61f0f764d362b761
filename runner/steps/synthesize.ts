import { join } from 'node:path';
import { placeholderRelease, type Release, type StackKind, stackState } from '../../model';
import { type RunContext } from '../context';
import { TerraformStack } from '../terraform/stack';
import { deployedRelease, writtenRelease } from './release';
import { terraformEnvironment } from '../terraform/environment';

export type Stacks = Readonly<Record<StackKind, TerraformStack>>;

/**
 * Synthesizes for the release that this machine wrote last; on a machine that wrote none, such as a pipeline's agent,
 * for the one that the endpoints run.
 */
export async function synthesizeKnownRelease(
  context: RunContext,
): Promise<{ readonly stacks: Stacks; readonly release: Release | undefined }> {
  const written = writtenRelease(context);
  const stacks = await synthesize(context, written);
  if (written !== undefined) return { stacks, release: written };
  await stacks.serving.init();
  const recorded = await deployedRelease(stacks.serving);
  if (recorded === undefined) return { stacks, release: undefined };
  const release = { ...placeholderRelease(context.environment), ...recorded, placeholder: false };
  return { stacks: await synthesize(context, release), release };
}

/** Synthesizes the environment's two stacks for a release; without one, versions are placeholders, marked as such. */
export async function synthesize(context: RunContext, release: Release | undefined): Promise<Stacks> {
  const { synthesizeProject } = await import('../../stacks');
  const { environment, cloud, project } = context;
  const outdir = join(cloud.dataDirectory, 'cdktf.out', environment.name);
  const { stacks } = synthesizeProject({
    environments: [environment],
    releases: { [environment.name]: release ?? placeholderRelease(environment) },
    outdir,
    state: (kind: StackKind) => stackState(project.root, environment, kind, cloud.sandboxDirectory),
  });
  const settings = {
    binary: context.terraform,
    environment: () => terraformEnvironment(context),
    ...(context.signal === undefined ? {} : { signal: context.signal }),
  };
  const stack = (kind: StackKind) => {
    const name = `${environment.name}-${kind}`;
    const written = stacks.find((candidate) => candidate.name === name);
    if (written === undefined) throw new Error(`Synthesis wrote no stack "${name}" into ${outdir}.`);
    return new TerraformStack(name, written.directory, settings, written.warnings);
  };
  return { platform: stack('platform'), serving: stack('serving') };
}

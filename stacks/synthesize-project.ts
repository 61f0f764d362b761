import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App } from 'cdktf';
import { type Environment } from '../model/environment';
import { placeholderRelease, type Release } from '../model/release';
import { type StackKind, type StackState } from '../model/state-location';
import { disableCreationStacks } from './creation-stack';
import { DevopsStack, hasDeployer } from './devops-stack';
import { PlatformStack } from './platform-stack';
import { findPolicyFindings, type JudgedFindings, judgeFindings } from './policies';
import { ServingStack } from './serving-stack';
import { type SynthesizedDevops, writtenStack } from './synthesize-devops';

export interface SynthesizeProjectOptions {
  /** The environments to synthesize: leave out what is not asked for, as each costs time. */
  readonly environments: readonly Environment[];
  /** Release by environment name; placeholder versions are used where there is none. */
  readonly releases: Readonly<Record<string, Release | undefined>>;
  /** Folder of the synthesized stacks; made where it is missing. */
  readonly outdir: string;
  /** Where the state of an environment's stack is kept. */
  readonly state: (kind: StackKind, environment: Environment) => StackState;
  /**
   * Where the state of the `devops` stack is kept, which is written where an environment has a service principal.
   *
   * @default - that stack is not written
   */
  readonly devopsState?: StackState;
}

export interface SynthesizedStack {
  /** `<environment>-platform` or `<environment>-serving`. */
  readonly name: string;
  readonly environment: string;
  readonly kind: StackKind;
  /** Absolute path of the folder in which Terraform runs. */
  readonly directory: string;
  /** Absolute path of the Terraform JSON in it. */
  readonly json: string;
  /** What its constructs warn of: what has to be granted by hand, for one. */
  readonly warnings: readonly string[];
}

export interface SynthesizedProject {
  /** In the order in which they are applied. */
  readonly stacks: readonly SynthesizedStack[];
  readonly devops?: SynthesizedDevops;
  /** What the policy rules find in each environment, once it is asked for. */
  readonly policies: () => readonly JudgedFindings[];
}

/**
 * Writes the Terraform JSON of each environment's two stacks, and cdktf's manifest.
 * @throws Error with every problem that the constructs of a stack found
 */
export function synthesizeProject(options: SynthesizeProjectOptions): SynthesizedProject {
  disableCreationStacks();
  const outdir = resolve(options.outdir);
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  const pairs = options.environments.map((environment) => {
    const release = options.releases[environment.name] ?? placeholderRelease(environment);
    return addEnvironment(app, environment, release, options.state);
  });
  const stacks = pairs.flatMap(({ platform, serving }) => [
    { stack: platform, kind: 'platform' as const },
    { stack: serving, kind: 'serving' as const },
  ]);
  const devops =
    options.devopsState !== undefined && options.environments.some(hasDeployer)
      ? new DevopsStack(app, options.environments, options.devopsState)
      : undefined;
  app.synth();
  return {
    ...(devops && { devops: writtenStack(devops, outdir) }),
    policies: () =>
      pairs.map(({ platform, serving }) =>
        judgeFindings(findPolicyFindings(platform, serving), platform.environment.acceptedFindings),
      ),
    stacks: stacks.map(({ stack, kind }) => {
      return { ...writtenStack(stack, outdir), environment: stack.environment.name, kind };
    }),
  };
}

/**
 * What the policy rules find in the stacks of an environment, parted by what its configuration accepts. Writes nothing.
 * @throws Error with the problems that a construct found
 */
export function checkPolicies(environment: Environment): JudgedFindings {
  disableCreationStacks();
  const outdir = mkdtempSync(join(tmpdir(), 'llmops-policies-'));
  try {
    // Versions and the place of the state decide nothing that a rule looks at.
    const state = () => ({ kind: 'local', path: 'terraform.tfstate' }) as const;
    const { platform, serving } = addEnvironment(
      new App({ outdir }),
      environment,
      placeholderRelease(environment),
      state,
    );
    return judgeFindings(findPolicyFindings(platform, serving), environment.acceptedFindings);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function addEnvironment(
  app: App,
  environment: Environment,
  release: Release,
  state: SynthesizeProjectOptions['state'],
): { readonly platform: PlatformStack; readonly serving: ServingStack } {
  const platform = new PlatformStack(app, environment, state('platform', environment));
  const serving = new ServingStack(app, platform, environment, release, state('serving', environment));
  return { platform, serving };
}

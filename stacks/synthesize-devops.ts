import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AnnotationMetadataEntryType, App, type TerraformStack } from 'cdktf';
import { type Environment } from '../model/environment';
import { type StackState } from '../model/state-location';
import { disableCreationStacks } from './creation-stack';
import { DevopsStack } from './devops-stack';

export interface SynthesizeDevopsOptions {
  /** Those without a service principal are left out. */
  readonly environments: readonly Environment[];
  /** Folder of the synthesized stack; made where it is missing. */
  readonly outdir: string;
  readonly state: StackState;
}

export interface SynthesizedDevops {
  readonly name: string;
  /** Absolute path of the folder in which Terraform runs. */
  readonly directory: string;
  /** Absolute path of the Terraform JSON in it. */
  readonly json: string;
  /** What its constructs warn of. */
  readonly warnings: readonly string[];
}

/**
 * Writes the Terraform JSON of the `devops` stack alone: whom pipelines act as, and where their state is kept.
 * @throws Error with every problem that the constructs found
 */
export function synthesizeDevops(options: SynthesizeDevopsOptions): SynthesizedDevops {
  disableCreationStacks();
  const outdir = resolve(options.outdir);
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  const stack = new DevopsStack(app, options.environments, options.state);
  app.synth();
  return writtenStack(stack, outdir);
}

/** Where synthesis writes a stack, and what its constructs warn of. */
export function writtenStack(stack: TerraformStack, outdir: string): SynthesizedDevops {
  const directory = join(outdir, 'stacks', stack.node.id);
  return { name: stack.node.id, directory, json: join(directory, 'cdk.tf.json'), warnings: warningsOf(stack) };
}

function warningsOf(stack: TerraformStack): string[] {
  const all = stack.node.findAll().flatMap(({ node }) => node.metadata);
  const warning: string = AnnotationMetadataEntryType.WARN;
  const warnings = all.filter(({ type }) => type === warning);
  return [...new Set(warnings.map(({ data }) => String(data)))];
}

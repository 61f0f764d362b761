import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StepFailure } from '../failure';
import { type PlanCounts, type PlannedChange } from '../result';
import { causesOf, runTerraform, type TerraformOutcome } from './command';
import { type Diagnostic, type TerraformMessage } from './messages';

export interface TerraformSettings {
  readonly binary: string;
  /** The whole environment of the child process: providers, credentials, `TF_VAR_…`. */
  readonly environment: () => Promise<NodeJS.ProcessEnv>;
  readonly signal?: AbortSignal;
}

export interface StackPlan {
  readonly file: string;
  /** SHA-256 of the plan file: what was approved is what is applied. */
  readonly digest: string;
  readonly counts: PlanCounts;
  /** True where there is nothing to do, outputs included. */
  readonly empty: boolean;
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly Diagnostic[];
}

export interface ApplyProgress {
  readonly done: number;
  readonly total: number;
  readonly address: string;
  readonly action: string;
}

export interface ApplyOutcome {
  readonly succeeded: boolean;
  readonly errors: readonly Diagnostic[];
  readonly causes: readonly string[];
  /** Addresses whose change was made. */
  readonly applied: readonly string[];
}

/** How long a command waits for another one that holds the state, a killed one's dying child included. */
const lockTimeout = '-lock-timeout=120s';

/** One synthesized stack, driven by the real Terraform in its folder. */
export class TerraformStack {
  constructor(
    readonly name: string,
    readonly directory: string,
    private readonly settings: TerraformSettings,
    /** What its constructs warn of. */
    readonly warnings: readonly string[] = [],
  ) {}

  async init(): Promise<void> {
    const outcome = await this.run(['init', '-input=false', '-no-color', '-reconfigure']);
    if (outcome.exitCode !== 0) throw this.failure('init', outcome);
  }

  /** Plans and keeps the plan in the stack's folder. `destroy` plans the end of everything in it. */
  async plan(options: { readonly destroy?: boolean } = {}): Promise<StackPlan> {
    const file = join(this.directory, 'plan.tfplan');
    const changes: PlannedChange[] = [];
    let counts: PlanCounts = { add: 0, change: 0, destroy: 0 };
    const outcome = await this.run(
      [
        'plan',
        '-json',
        '-input=false',
        '-detailed-exitcode',
        lockTimeout,
        `-out=${file}`,
        ...(options.destroy ? ['-destroy'] : []),
      ],
      (message) => {
        const change = (message as { change?: { action: string; resource: { addr: string } } }).change;
        if (message.type === 'planned_change' && change !== undefined) {
          changes.push({ action: change.action, address: change.resource.addr });
        }
        if (message.type === 'change_summary' && message.changes !== undefined) {
          const { add, change: changed, remove } = message.changes;
          counts = { add, change: changed, destroy: remove };
        }
      },
    );
    if (outcome.exitCode !== 0 && outcome.exitCode !== 2) throw this.failure('plan', outcome);
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
    return { file, digest, counts, empty: outcome.exitCode === 0, changes, warnings: outcome.warnings };
  }

  /** Applies exactly this plan: the file must still be the one that was approved. */
  async apply(plan: StackPlan, onProgress?: (progress: ApplyProgress) => void): Promise<ApplyOutcome> {
    const digest = createHash('sha256')
      .update(await readFile(plan.file))
      .digest('hex');
    if (digest !== plan.digest) {
      throw new StepFailure(`The plan of ${this.name} changed between its approval and its apply: ${plan.file}.`, {
        next: ['Run the command again: it makes a new plan and asks for it.'],
      });
    }
    const total = plan.counts.add + plan.counts.change + plan.counts.destroy;
    const applied: string[] = [];
    const outcome = await this.run(['apply', '-json', '-input=false', lockTimeout, plan.file], (message) => {
      const { type, hook } = message;
      if (hook === undefined || (type !== 'apply_start' && type !== 'apply_complete')) return;
      if (type === 'apply_complete') applied.push(hook.resource.addr);
      onProgress?.({ done: applied.length, total, address: hook.resource.addr, action: hook.action });
    });
    return {
      succeeded: outcome.exitCode === 0,
      errors: outcome.errors,
      causes: outcome.exitCode === 0 ? [] : causesOf(outcome),
      applied,
    };
  }

  /** Takes a resource that exists into the state, under its address in this stack. */
  async import(address: string, id: string): Promise<void> {
    const outcome = await this.run(['import', '-input=false', '-no-color', lockTimeout, address, id]);
    if (outcome.exitCode !== 0) throw this.failure(`import ${address}`, outcome);
  }

  /** The stack's outputs as they were last applied; empty where it never was. */
  async outputs(): Promise<Readonly<Record<string, unknown>>> {
    const outcome = await this.run(['output', '-json', '-no-color']);
    if (outcome.exitCode !== 0) throw this.failure('output', outcome);
    const parsed = JSON.parse(outcome.stdout) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(parsed).map(([name, { value }]) => [name, value]));
  }

  private async run(
    commandArguments: readonly string[],
    onMessage?: (message: TerraformMessage) => void,
  ): Promise<TerraformOutcome> {
    return runTerraform({
      binary: this.settings.binary,
      directory: this.directory,
      environment: await this.settings.environment(),
      arguments: commandArguments,
      ...(onMessage === undefined ? {} : { onMessage }),
      ...(this.settings.signal === undefined ? {} : { signal: this.settings.signal }),
    });
  }

  private failure(command: string, outcome: TerraformOutcome): StepFailure {
    return new StepFailure(`terraform ${command} failed for ${this.name}.`, {
      causes: causesOf(outcome),
      next: [`See the stack: ${join(this.directory, 'cdk.tf.json')}`],
    });
  }
}

import { type RunContext } from '../context';
import { type StepTitle } from '../events';
import { type CommandResult, type PlanCounts, type PlannedChange, type PlannedImage, type StackKind } from '../result';
import { runSession, type RunRequest } from '../session';
import { type StepRunner } from '../step-runner';
import { plannedImages } from '../steps/build-images';
import { planStack } from '../steps/plan-and-apply';
import { synthesizeKnownRelease } from '../steps/synthesize';
import { type StackPlan, type TerraformStack } from '../terraform/stack';

const titles: readonly StepTitle[] = [
  { id: 'platform-plan', title: 'Plan the platform' },
  { id: 'serving-plan', title: 'Plan serving' },
];

interface EnvironmentPlan {
  readonly platform: { readonly stack: TerraformStack; readonly plan: StackPlan };
  /** Absent where the platform was never applied: serving refers to what does not exist yet. */
  readonly serving?: { readonly stack: TerraformStack; readonly plan: StackPlan };
  readonly images: readonly PlannedImage[];
}

/** Plans both stacks of an environment for the release that was written last. Changes nothing. */
export function plan(request: RunRequest): Promise<CommandResult> {
  return runSession('plan', request, titles, async (context, steps, report) => {
    const plans = await planEnvironment(context, steps);
    report({ plans: countsOf(plans), changes: changesOf(plans), images: plans.images });
  });
}

async function planEnvironment(context: RunContext, steps: StepRunner): Promise<EnvironmentPlan> {
  const { stacks, platform, images } = await steps.run('platform-plan', async () => {
    const { stacks, release } = await synthesizeKnownRelease(context);
    const { value: plan, outcome } = await planStack(context, 'platform', stacks.platform);
    const images = await plannedImages(context.environment, release);
    return { value: { stacks, platform: { stack: stacks.platform, plan }, images }, outcome };
  });
  const serving = await steps.run('serving-plan', async () => {
    const applied = Object.keys(await stacks.platform.outputs()).length > 0;
    if (!applied) {
      return { value: undefined, outcome: 'comes after the first apply of the platform', skipped: true };
    }
    const { value: plan, outcome } = await planStack(context, 'serving', stacks.serving);
    return { value: { stack: stacks.serving, plan }, outcome };
  });
  return { platform, images, ...(serving === undefined ? {} : { serving }) };
}

function countsOf({ platform, serving }: EnvironmentPlan): Partial<Record<StackKind, PlanCounts>> {
  return { platform: platform.plan.counts, ...(serving === undefined ? {} : { serving: serving.plan.counts }) };
}

function changesOf({ platform, serving }: EnvironmentPlan): Partial<Record<StackKind, readonly PlannedChange[]>> {
  return { platform: platform.plan.changes, ...(serving === undefined ? {} : { serving: serving.plan.changes }) };
}

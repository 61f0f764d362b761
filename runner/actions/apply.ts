import { type StepTitle } from '../events';
import { type CommandResult } from '../result';
import { runSession, type RunRequest } from '../session';
import { refuseLockedGrants } from '../steps/locks';
import { confirmAndApply, planStack } from '../steps/plan-and-apply';
import { swapSlots } from '../steps/swap-slots';
import { synthesizeKnownRelease } from '../steps/synthesize';

const titles: readonly StepTitle[] = [
  { id: 'platform-plan', title: 'Plan the platform' },
  { id: 'platform-apply', title: 'Apply the platform' },
  { id: 'serving-plan', title: 'Plan serving' },
  { id: 'serving-apply', title: 'Apply serving' },
];

/**
 * Plans and applies both stacks for the release that was registered last. Registers nothing: without a release only the
 * platform is applied.
 */
export function apply(request: RunRequest): Promise<CommandResult> {
  return runSession('apply', request, titles, async (context, steps, report) => {
    const { stacks, release, plan } = await steps.run('platform-plan', async () => {
      const { stacks, release } = await synthesizeKnownRelease(context);
      const { value: plan, outcome } = await planStack(context, 'platform', stacks.platform);
      return { value: { stacks, release, plan }, outcome };
    });
    report({ plans: { platform: plan.counts } });
    await confirmAndApply(context, steps, 'platform', stacks.platform, plan);

    if (release !== undefined) await swapSlots(context, steps, release);
    const servingPlan = await steps.run('serving-plan', async () => {
      if (release === undefined) {
        return { value: undefined, outcome: 'nothing is registered yet: `llmops deploy` does it', skipped: true };
      }
      const planned = await planStack(context, 'serving', stacks.serving);
      await refuseLockedGrants(context, stacks.platform, planned.value);
      return planned;
    });
    if (servingPlan === undefined) return;
    report({ plans: { platform: plan.counts, serving: servingPlan.counts } });
    await confirmAndApply(context, steps, 'serving', stacks.serving, servingPlan);
  });
}

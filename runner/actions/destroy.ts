import { rmSync } from 'node:fs';
import { type StepTitle } from '../events';
import { type CommandResult } from '../result';
import { runSession, type RunRequest } from '../session';
import { refuseWhileLocked } from '../steps/locks';
import { confirmAndApply, planStack } from '../steps/plan-and-apply';
import { releaseFile, writtenRelease } from '../steps/release';
import { synthesize } from '../steps/synthesize';

const titles: readonly StepTitle[] = [
  { id: 'serving-plan', title: 'Plan the end of serving' },
  { id: 'serving-apply', title: 'Drain and remove serving' },
  { id: 'platform-plan', title: 'Plan the end of the platform' },
  { id: 'platform-apply', title: 'Remove the platform' },
];

/** Removes everything of an environment, endpoints that carry traffic included: they are drained first. */
export function destroy(request: RunRequest): Promise<CommandResult> {
  return runSession('destroy', request, titles, async (context, steps, report) => {
    const { stacks, plan } = await steps.run('serving-plan', async () => {
      const stacks = await synthesize(context, writtenRelease(context));
      await refuseWhileLocked(context, stacks.platform);
      const { value: plan, outcome } = await planStack(context, 'serving', stacks.serving, { destroy: true });
      return { value: { stacks, plan }, outcome };
    });
    report({ plans: { serving: plan.counts } });
    await confirmAndApply(context, steps, 'serving', stacks.serving, plan);

    const platformPlan = await steps.run('platform-plan', () =>
      planStack(context, 'platform', stacks.platform, { destroy: true }),
    );
    report({ plans: { serving: plan.counts, platform: platformPlan.counts } });
    await confirmAndApply(context, steps, 'platform', stacks.platform, platformPlan);
    rmSync(releaseFile(context), { force: true });
  });
}

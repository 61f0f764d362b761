import { writeRelease } from '../../model';
import { type StepTitle } from '../events';
import { StepFailure } from '../failure';
import { type CommandResult, type EndpointReport } from '../result';
import { runSession, type RunRequest } from '../session';
import { refuseLockedGrants } from '../steps/locks';
import { confirmAndApply, planStack } from '../steps/plan-and-apply';
import { releaseBefore, releaseFile, writtenRelease } from '../steps/release';
import { register } from '../steps/register';
import { swapSlots } from '../steps/swap-slots';
import { synthesize } from '../steps/synthesize';
import { testEndpoints } from '../steps/test-endpoints';

const titles: readonly StepTitle[] = [
  { id: 'platform-plan', title: 'Plan the platform' },
  { id: 'platform-apply', title: 'Apply the platform' },
  { id: 'register', title: 'Register data, flows and the serving environment' },
  { id: 'serving-plan', title: 'Plan serving' },
  { id: 'serving-apply', title: 'Apply serving' },
  { id: 'test', title: 'Test the endpoints' },
];

/**
 * Takes an environment from configuration to tested endpoints: platform, registration, release, serving, test. Can be
 * run again at any time; where nothing changed nothing is done, and a killed run is finished.
 */
export function deploy(request: RunRequest): Promise<CommandResult> {
  return runSession('deploy', request, titles, async (context, steps, report) => {
    const before = await steps.run('platform-plan', async () => {
      const stacks = await synthesize(context, writtenRelease(context));
      const { value: plan, outcome } = await planStack(context, 'platform', stacks.platform);
      return { value: { stacks, plan }, outcome };
    });
    report({ plans: { platform: before.plan.counts } });
    await confirmAndApply(context, steps, 'platform', before.stacks.platform, before.plan);

    const { release } = await steps.run('register', async (progress) => {
      const registration = await register(context, await releaseBefore(context, before.stacks.serving), progress);
      report({ registered: registration.value.versions });
      writeRelease(releaseFile(context), registration.value.release);
      return registration;
    });

    await swapSlots(context, steps, release);
    const { stacks, plan } = await steps.run('serving-plan', async () => {
      const stacks = await synthesize(context, release);
      const { value: plan, outcome } = await planStack(context, 'serving', stacks.serving);
      await refuseLockedGrants(context, stacks.platform, plan);
      return { value: { stacks, plan }, outcome };
    });
    report({ plans: { platform: before.plan.counts, serving: plan.counts } });
    await confirmAndApply(context, steps, 'serving', stacks.serving, plan);

    await steps.run('test', async (progress) => {
      const endpoints = await testEndpoints(context, undefined, progress);
      report({ endpoints });
      failUnlessPassed(endpoints, request);
      return { value: endpoints, outcome: describeTests(endpoints) };
    });
  });
}

/** @throws StepFailure naming every endpoint that did not pass, what it answered, and how to see more */
export function failUnlessPassed(endpoints: readonly EndpointReport[], { env, sandbox }: RunRequest): void {
  const failed = endpoints.filter(({ test }) => test?.passed === false);
  if (failed.length === 0) return;
  const where = `--env ${env}${sandbox ? ' --sandbox' : ''}`;
  throw new StepFailure(
    failed.length === 1 ? '1 endpoint did not pass its test.' : `${failed.length} endpoints did not pass their tests.`,
    {
      causes: failed.map(({ flow, name, test }) => {
        const by = test?.deployment === undefined ? '' : `, deployment ${test.deployment},`;
        return `${name} (flow ${flow})${by} ${test?.reason ?? 'did not answer'}`;
      }),
      next: [
        ...failed.map(({ flow }) => `Call it again: llmops test-endpoint ${where} --flow ${flow}`),
        `See what runs: llmops status ${where}`,
      ],
    },
  );
}

export function describeTests(endpoints: readonly EndpointReport[]): string {
  const tested = endpoints.filter(({ test }) => test !== undefined);
  const untested = endpoints.length - tested.length;
  return `${tested.length} passed${untested === 0 ? '' : `, ${untested} without a test request`}`;
}

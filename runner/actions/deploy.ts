import { writeRelease } from '../../model';
import { type StepTitle } from '../events';
import { StepFailure } from '../failure';
import { type CommandResult, type EndpointReport } from '../result';
import { runSession, type RunRequest } from '../session';
import { checkLabels } from '../steps/approval-labels';
import { experimentSteps, gatesStep } from '../steps/experiment';
import { experimentForRelease } from '../steps/experiment-for-release';
import { checkGates } from '../steps/gates';
import { refuseLockedGrants } from '../steps/locks';
import { confirmAndApply, planStack } from '../steps/plan-and-apply';
import { currentVersions, releaseBefore, releaseExperiments, releaseFile, writtenRelease } from '../steps/release';
import { register, type ReleaseBefore } from '../steps/register';
import { swapSlots } from '../steps/swap-slots';
import { synthesize } from '../steps/synthesize';
import { testEndpoints } from '../steps/test-endpoints';

const titles: readonly StepTitle[] = [
  { id: 'platform-plan', title: 'Plan the platform' },
  { id: 'platform-apply', title: 'Apply the platform' },
  ...experimentSteps,
  gatesStep,
  { id: 'register', title: 'Register data, flows and the serving environment' },
  { id: 'serving-plan', title: 'Plan serving' },
  { id: 'serving-apply', title: 'Apply serving' },
  { id: 'test', title: 'Test the endpoints' },
];

export interface DeployRequest extends RunRequest {
  /** Registers without an experiment, and says so in the release. Default: the environment's settings decide. */
  readonly skipExperiment?: boolean;
}

/**
 * Takes an environment from configuration to tested endpoints: platform, experiments and gates, registration, release,
 * serving, test. Can be run again at any time; where nothing changed nothing is done, and a killed run is finished.
 */
export function deploy(request: DeployRequest): Promise<CommandResult> {
  return runSession('deploy', request, titles, async (context, steps, report) => {
    const before = await steps.run('platform-plan', async () => {
      const stacks = await synthesize(context, writtenRelease(context));
      const { value: plan, outcome } = await planStack(context, 'platform', stacks.platform);
      return { value: { stacks, plan }, outcome };
    });
    report({ plans: { platform: before.plan.counts } });
    await confirmAndApply(context, steps, 'platform', before.stacks.platform, before.plan);

    let found: Promise<ReleaseBefore> | undefined;
    const known = () => (found ??= releaseBefore(context, before.stacks.serving));
    const experiments = await experimentForRelease(context, steps, {
      skip: request.skipExperiment === true,
      served: async () => currentVersions((await known()).deployed),
    });
    if (experiments.length > 0) report({ experiments });
    await steps.run('gates', async () => {
      const checked = checkGates(experiments);
      await checkLabels(context, experiments);
      return checked;
    });

    const { release } = await steps.run('register', async (progress) => {
      const backing = experiments.length === 0 ? {} : { experiments: releaseExperiments(context, experiments) };
      const registration = await register(context, { ...(await known()), ...backing }, progress);
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

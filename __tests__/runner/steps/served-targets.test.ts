import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppServiceTarget, type Environment, type FlowRelease } from '../../../model';
import { targetWorkspace } from '../../../runner/cloud';
import { type RunContext } from '../../../runner/context';
import { StepRunner } from '../../../runner/step-runner';
import { ServedTargets } from '../../../runner/steps/served-targets';
import { swapSlots } from '../../../runner/steps/swap-slots';
import { readEndpoints, testEndpoints } from '../../../runner/steps/test-endpoints';
import { app, HostedApp, slot } from '../../sandbox/http/app-service/hosted-app';
import { group, subscription } from '../../sandbox/http/emulated-workspace';
import { promptFlow } from '../../sandbox/http/inference/served-flow';
import { assetVersion, exampleEnvironment, exampleRelease, flow } from '../../stacks/example-environment';

const workspace = `/subscriptions/${subscription}/resourceGroups/rg-shared/providers/Microsoft.MachineLearningServices/workspaces/mlw-shared`;

describe('an app of an environment whose workspace exists in another resource group', () => {
  const folder = mkdtempSync(join(tmpdir(), 'llmops-app-'));
  const request = join(folder, 'request.json');
  writeFileSync(request, '{"name": "Ada"}');
  const target: AppServiceTarget = {
    target: 'app-service',
    name: 'app-test',
    identity: 'id-app',
    auth: 'none',
    plan: 'apps',
    traffic: { current: 100, previous: 0 },
    keepPrevious: true,
    environmentVariables: {},
    test: { request, maxLatencyMs: 60_000 },
  };
  const environment: Environment = exampleEnvironment({
    subscription,
    names: { ...exampleEnvironment().names, resourceGroup: group.split('/').at(-1)! },
    existing: { workspace },
    flows: [{ ...flow, outputs: ['greeting'], targets: [target] }],
  });
  let hosted: HostedApp;
  let context: RunContext;

  beforeAll(async () => {
    hosted = await HostedApp.open();
    await hosted.push('v001', promptFlow('Hello {{name}}'));
    await hosted.push('v002', promptFlow('Good day {{name}}'));
    await hosted.grant('AcrPull');
    await hosted.site(app, { tag: 'v001' });
    await hosted.site(slot, { tag: 'v002' });
    await hosted.route(10);
    const { sandbox } = hosted.azure;
    const cloud: Pick<RunContext['cloud'], 'target'> = {
      target: (of) =>
        Promise.resolve({
          resourceManagerEndpoint: sandbox.endpoint,
          credential: {
            getToken: () => Promise.resolve({ token: sandbox.token(), expiresOnTimestamp: Date.now() + 60_000 }),
          },
          blobEndpoint: (account) => sandbox.blobEndpoint(account),
          appEndpoint: (host) => sandbox.appEndpoint(host),
          ...targetWorkspace(of),
        }),
    };
    context = {
      environment,
      cloud,
      emit: () => undefined,
      confirm: () => Promise.resolve(true),
    } as unknown as RunContext;
  });
  afterAll(async () => {
    await hosted.azure.close();
    rmSync(folder, { recursive: true });
  });

  it('is read and called', async () => {
    expect(await readEndpoints(context)).toMatchObject([{ name: 'app-test', traffic: { v001: 90, v002: 10 } }]);
    expect(await testEndpoints(context, undefined, () => undefined)).toMatchObject([
      { name: 'app-test', test: { status: 200, passed: true } },
    ]);
  });

  it('has the images that its production and its slot run', async () => {
    expect(await (await ServedTargets.open(context)).images(target)).toEqual({
      v001: 'crtest.azurecr.io/greetings:v001',
      v002: 'crtest.azurecr.io/greetings:v002',
    });
  });

  it('is swapped where a release asks for what is in its slot', async () => {
    const version = (number: string): FlowRelease['current'] => ({
      ...assetVersion('triage', number),
      image: { repository: 'greetings', tag: `v00${number}`, environment: assetVersion('greetings', number) },
    });
    const flows = { triage: { current: version('2'), previous: version('1') } };
    await swapSlots(context, new StepRunner([], () => undefined), { ...exampleRelease('2'), flows });
    expect(await readEndpoints(context)).toMatchObject([{ traffic: { v001: 10, v002: 90 } }]);
  });
});

import { writeFileSync } from 'node:fs';
import { ExampleProject } from './project';

jest.setTimeout(120_000);

describe('resources that exist and that the state does not know', () => {
  const project = new ExampleProject(['reply-composer']);
  afterAll(() => project.remove());

  const stack = '.llmops/sandbox/cdktf.out/dev/stacks/dev-platform';
  const terraform = (...args: readonly string[]) =>
    project.run(['sandbox', 'exec', '--', 'terraform', `-chdir=${stack}`, ...args]);

  it('are somebody else’s: the deploy fails and says how to import each', async () => {
    expect(await project.deploy()).toMatchObject({ status: 'succeeded' });
    const addresses = (await terraform('state', 'list')).stdout.split('\n');
    const forgotten = addresses.filter((address) =>
      /^azurerm_(role_assignment|monitor)|^azapi_resource\./.test(address),
    );
    expect(forgotten.length).toBeGreaterThan(3);
    expect(await terraform('state', 'rm', ...forgotten)).toMatchObject({ exitCode: 0 });

    const { status, exitCode, error } = await project.deploy();
    expect({ status, exitCode }).toEqual({ status: 'failed', exitCode: 1 });
    expect(error?.causes.join()).toContain('already exists');
    expect(error?.next.join('\n')).toMatch(/terraform -chdir=\S+ import azurerm_role_assignment\S+ \/subscriptions\//);
    expect(error?.notDone).toContain('Apply the platform');
  });

  it('are this project’s after an apply that was killed: the next deploy adopts them', async () => {
    writeFileSync(project.path(`${stack}/apply-in-progress`), '');
    const { exitCode, stdout } = await project.run(['deploy', '--env', 'dev', '--sandbox', '--yes']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Apply the platform.*adopted from an interrupted run/);
    const nothing = { add: 0, change: 0, destroy: 0 };
    expect(await project.result('plan', '--env', 'dev')).toMatchObject({
      plans: { platform: nothing, serving: nothing },
    });
  });
});

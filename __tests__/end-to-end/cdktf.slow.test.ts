import { symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { ExampleProject } from './project';

jest.setTimeout(120_000);
const repository = resolve(__dirname, '../..');

describe('the cdktf CLI on the same app', () => {
  const project = new ExampleProject(['reply-composer']);
  afterAll(() => project.remove());

  it('deploys both stacks in the sandbox, and the runner finds nothing left to change', async () => {
    for (const shared of ['node_modules', 'dist', 'cdktf.json'])
      symlinkSync(resolve(repository, shared), project.path(shared));
    // What a first deploy needs before serving: the platform, and something registered.
    expect(await project.result('apply', '--env', 'dev', '--yes')).toMatchObject({ status: 'succeeded' });
    expect(await project.result('register', '--env', 'dev')).toMatchObject({ status: 'succeeded' });

    const cdktf = 'npx cdktf deploy dev-platform dev-serving --auto-approve --skip-provider-lock'.split(' ');
    const { exitCode, stdout, stderr } = await project.run(['sandbox', 'exec', '--', ...cdktf], {
      CHECKPOINT_DISABLE: '1',
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
    });
    expect(`${stdout}${stderr}`).toContain('dev-serving');
    expect(exitCode).toBe(0);

    const nothing = { add: 0, change: 0, destroy: 0 };
    expect(await project.deploy()).toMatchObject({
      status: 'succeeded',
      plans: { platform: nothing, serving: nothing },
    });
  });
});

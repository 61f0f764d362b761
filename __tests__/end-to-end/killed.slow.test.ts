import { ExampleProject } from './project';

jest.setTimeout(180_000);

/** Moments of a deploy, in milliseconds after its start: from before the first apply to the endpoint tests. */
const moments = [300, 600, 900, 1200, 1500, 1800, 2100, 2400, 2700, 3000];

describe('a deploy that is killed', () => {
  const project = new ExampleProject(['reply-composer']);
  afterAll(() => project.remove());

  it('ten times at different moments is finished by the next deploy, and by the one after it nothing is left to do', async () => {
    for (const moment of moments) {
      const child = project.start(['deploy', '--env', 'dev', '--sandbox', '--yes']);
      const ended = new Promise((resolve) => child.once('close', resolve));
      setTimeout(() => child.kill('SIGKILL'), moment);
      await ended;
    }
    const finishing = await project.deploy();
    expect(finishing.error).toBeUndefined();
    expect(finishing.endpoints).toMatchObject([{ traffic: { v001: 100 }, test: { status: 200 } }]);

    const nothing = { add: 0, change: 0, destroy: 0 };
    const again = await project.deploy();
    expect(again).toMatchObject({ status: 'succeeded', plans: { platform: nothing, serving: nothing } });
    expect(again.registered?.map(({ version }) => version)).toEqual(['1', '1', '1', '1']);
  });

  it('has lost nothing and left nothing: destroy removes all that there is', async () => {
    expect(await project.result('destroy', '--env', 'dev', '--yes')).toMatchObject({ status: 'succeeded' });
    const { stdout } = await project.run(['sandbox', 'status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ resources: [] });
  });
});

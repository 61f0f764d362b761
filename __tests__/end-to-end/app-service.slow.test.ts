import { type CommandResult } from '../../runner/result';
import { ExampleProject } from './project';

jest.setTimeout(120_000);

const config = 'flows-config/reply-composer.yaml';

describe('a flow on App Service in prod, through the CLI', () => {
  const project = new ExampleProject(['reply-composer']);
  const deploy = () => project.deploy('prod');
  const app = async () => {
    const { endpoints = [] } = await project.result('status', '--env', 'prod');
    return endpoints.find(({ target }) => target === 'app-service');
  };

  beforeAll(() => {
    process.env.SEARCH_KEY = 'any';
    // The app alone: its endpoint is tested elsewhere.
    project.edit(config, (text) => text.replace(/(?<=\n {2}prod:\n)[\s\S]*?(?= {4}- target: app-service)/, ''));
  });
  afterAll(() => {
    delete process.env.SEARCH_KEY;
    project.remove();
  });

  it('runs the image that was built from it, for callers of its application', async () => {
    const { exitCode, endpoints } = await deploy();
    expect(exitCode).toBe(0);
    expect(endpoints).toMatchObject([
      { target: 'app-service', traffic: { v001: 100 }, test: { status: 200, passed: true, deployment: 'v001' } },
    ]);
  });

  it('is tried out in a slot, and then promoted by a swap: the plan changes the shares alone', async () => {
    project.edit('flows/reply-composer/standard/delay.jinja2', (text) => `${text}\nYours,`);
    expect((await deploy()).endpoints).toMatchObject([{ traffic: { v001: 90, v002: 10 }, test: { passed: true } }]);

    project.edit(config, (text) => text.replace('{ current: 10, previous: 90 }', '{ current: 100, previous: 0 }'));
    const answer = await project.run(['deploy', '--env', 'prod', '--sandbox', '--yes', '--json']);
    const lines = answer.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Omit<CommandResult, 'type'> & { readonly type: string });
    expect(lines).toContainEqual(
      expect.objectContaining({ type: 'step-finished', step: 'swap', status: 'succeeded', title: 'Swap slots' }),
    );
    expect(lines.at(-1)?.endpoints?.[0]?.test).not.toHaveProperty('reason');
    expect(lines.at(-1)).toMatchObject({
      status: 'succeeded',
      plans: { serving: { add: 0, change: 1, destroy: 0 } },
      endpoints: [{ traffic: { v001: 0, v002: 100 }, test: { passed: true } }],
    });
  });

  it('is not swapped where nobody approves it', async () => {
    project.edit(config, (text) => text.replace('{ current: 100, previous: 0 }', '{ current: 0, previous: 100 }'));
    const answer = await project.run(['deploy', '--env', 'prod', '--sandbox']);
    expect(answer.exitCode).not.toBe(0);
    expect(await app()).toMatchObject({ traffic: { v001: 0, v002: 100 } });
  });

  it('shows in status which images production and slot run', async () => {
    const image = expect.stringMatching(/\/reply-composer:[0-9a-f]{16}$/);
    const { images = {} } = (await app())!;
    expect(images).toEqual({ v001: image, v002: image });
    expect(images['v001']).not.toBe(images['v002']);
  });
});

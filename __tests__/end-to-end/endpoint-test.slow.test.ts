import { ExampleProject } from './project';

jest.setTimeout(60_000);

describe('an endpoint that does not pass its test', () => {
  const project = new ExampleProject(['reply-composer']);
  afterAll(() => project.remove());

  it('fails the deploy, which says which endpoint answered what and how to see more', async () => {
    project.edit(
      'flows/reply-composer/standard/assemble_reply.py',
      (text) => `${text}\nraise RuntimeError("no stock")\n`,
    );
    const { exitCode, stdout, stderr } = await project.run(['deploy', '--env', 'dev', '--sandbox', '--yes']);
    const output = `${stdout}${stderr}`;
    expect(exitCode).toBe(1);
    expect(output).toMatch(/reply-composer-dev-\w+ \(flow reply-composer\).*answered 4\d\d/);
    expect(output).toContain('no stock');
    expect(output).toContain('llmops test-endpoint --env dev --sandbox --flow reply-composer');
    expect(output).toMatch(/Done .*Apply serving/);
    expect(output).toMatch(/Not done .*Test the endpoints/);
  });

  it('is deployed again after the mending, as a new version', async () => {
    project.edit('flows/reply-composer/standard/assemble_reply.py', (text) =>
      text.replace('\nraise RuntimeError("no stock")\n', ''),
    );
    expect(await project.deploy()).toMatchObject({ status: 'succeeded', endpoints: [{ test: { status: 200 } }] });
  });
});

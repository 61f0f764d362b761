import { ExampleProject } from './project';

jest.setTimeout(60_000);

describe('a deploy that must not begin', () => {
  let project: ExampleProject;
  beforeEach(() => (project = new ExampleProject(['reply-composer'])));
  afterEach(() => project.remove());

  it('is rejected where nobody can approve its plan, and nothing is applied', async () => {
    const { exitCode, stderr } = await project.run(['deploy', '--env', 'dev', '--sandbox']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('--yes');
    const { stdout } = await project.run(['sandbox', 'status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ resources: [], endpoints: [] });
  });

  it('names the Terraform to install on a machine without one, before anything else', async () => {
    const { exitCode, stdout, stderr } = await project.run(['deploy', '--env', 'dev', '--sandbox', '--yes'], {
      TERRAFORM_BINARY_NAME: 'terraform-that-is-not-there',
    });
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Install Terraform 1.11 or later');
  });

  it('says which secret is missing for the real Azure, without asking Azure for anything', async () => {
    const { exitCode, stderr } = await project.run(['plan', '--env', 'prod']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('SEARCH_KEY');
    expect(stderr).toContain('search');
  });

  it('is a plan with its own exit code where a pipeline asks for one', async () => {
    const { exitCode } = await project.run(['plan', '--env', 'dev', '--sandbox', '--detailed-exitcode']);
    expect(exitCode).toBe(2);
  });
});

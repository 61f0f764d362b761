import { ExampleProject } from './project';

jest.setTimeout(120_000);

describe('an environment that is locked', () => {
  const project = new ExampleProject(['reply-composer']);
  afterAll(() => project.remove());
  const file = 'flows-config/environments.yaml';
  const lock = (from: string, to: string) => project.edit(file, (text) => text.replace(from, to));

  it('is not destroyed, and says how it can be', async () => {
    lock('    logs:\n      retentionDays: 30', '    logs:\n      retentionDays: 30\n    operations: { lock: true }');
    expect((await project.result('apply', '--env', 'dev', '--yes')).exitCode).toBe(0);
    lock('lock: true', 'lock: false');
    // What counts is what stands, not what the configuration has become since.
    const { exitCode, stderr } = await project.run(['destroy', '--env', 'dev', '--sandbox', '--yes']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/Environment dev is locked against deletion: kv[^,]*, st[^,]*, cr/);
    expect(stderr).toContain('run `llmops deploy --env dev --sandbox`, which unlocks it');
  });

  it('is destroyed once it is unlocked', async () => {
    expect((await project.result('apply', '--env', 'dev', '--yes')).exitCode).toBe(0);
    expect((await project.result('destroy', '--env', 'dev', '--yes')).exitCode).toBe(0);
  });
});

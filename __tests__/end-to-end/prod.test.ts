import { ExampleProject } from './project';

jest.setTimeout(120_000);

describe('prod in the sandbox', () => {
  const project = new ExampleProject(['support-ticket-triage']);
  afterAll(() => project.remove());

  const secret = 'do-not-write-this-anywhere-7f3a';

  it('takes prod’s settings, and gives the first release all traffic although its share is 10', async () => {
    const answer = await project.run(['deploy', '--env', 'prod', '--sandbox', '--yes', '--json'], {
      SEARCH_KEY: secret,
    });
    expect(answer.exitCode).toBe(0);
    expect(`${answer.stdout}${answer.stderr}`).not.toContain(secret);
    const result = JSON.parse(answer.stdout.trim().split('\n').at(-1)!);
    expect(result.endpoints).toMatchObject([{ traffic: { v001: 100 }, test: { status: 200 } }]);
  });

  it('leaves the connection’s secret in no file: synthesized JSON, plan, state, logs, the sandbox itself', () => {
    expect(project.filesWith([secret])).toEqual([]);
    // The check can fail: the same search finds what must be there.
    expect(project.filesWith(['cognitive_search', 'CognitiveSearch']).length).toBeGreaterThan(0);
  });
});

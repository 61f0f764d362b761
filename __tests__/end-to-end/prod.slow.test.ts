import { openResourceGraph } from '../../sandbox/arm';
import { ExampleProject } from './project';

jest.setTimeout(120_000);

describe('prod in the sandbox', () => {
  const project = new ExampleProject(['support-ticket-triage', 'order-entity-extraction']);
  afterAll(() => project.remove());

  const secret = 'do-not-write-this-anywhere-7f3a';

  it('takes prod’s settings, and gives the first release all traffic although its share is 10', async () => {
    const answer = await project.run(['deploy', '--env', 'prod', '--sandbox', '--yes', '--json'], {
      SEARCH_KEY: secret,
    });
    expect(answer.exitCode).toBe(0);
    expect(`${answer.stdout}${answer.stderr}`).not.toContain(secret);
    const result = JSON.parse(answer.stdout.trim().split('\n').at(-1)!);
    const served = { traffic: { v001: 100 }, test: { status: 200, passed: true, deployment: 'v001' } };
    const endpoints = result.endpoints as { readonly target: string }[];
    expect(endpoints.map(({ target }) => target).sort()).toEqual([
      'kubernetes-endpoint',
      'managed-endpoint',
      'managed-endpoint',
    ]);
    for (const endpoint of endpoints) expect(endpoint).toMatchObject(served);
  });

  it('shows and tests an endpoint on Kubernetes as any other', async () => {
    const { exitCode, stdout } = await project.run(['status', '--env', 'prod', '--sandbox', '--json']);
    expect(exitCode).toBe(0);
    const { endpoints } = JSON.parse(stdout.trim().split('\n').at(-1)!);
    expect(endpoints).toContainEqual(
      expect.objectContaining({
        flow: 'order-entity-extraction',
        target: 'kubernetes-endpoint',
        name: expect.stringMatching(/^k8s-/),
        traffic: { v001: 100 },
      }),
    );
  });

  it('leaves the connection’s secret in no file: synthesized JSON, plan, state, logs, the sandbox itself', () => {
    expect(project.filesWith([secret])).toEqual([]);
    // The check can fail: the same search finds what must be there.
    expect(project.filesWith(['cognitive_search', 'CognitiveSearch']).length).toBeGreaterThan(0);
  });

  it('sends a rotated secret with the deploy that is told to, and writes down that it did', async () => {
    const rotated = 'do-not-write-this-either-91bc';
    const key = async () => {
      const graph = await openResourceGraph(project.path('.llmops/sandbox'));
      const connection = graph.all().find(({ id }) => id.endsWith('/connections/search'));
      const { properties } = (await graph.action(connection?.id ?? '', 'listsecrets')) as {
        properties: { credentials: { key: string } };
      };
      return { key: properties.credentials.key, expected: graph.fingerprint(rotated) };
    };
    const before = await key();
    expect(before.key).not.toBe(before.expected);
    const deploy = ['deploy', '--env', 'prod', '--sandbox', '--yes', '--json'];
    const answer = await project.run([...deploy, '--rotate', 'search'], { SEARCH_KEY: rotated });
    expect(answer.exitCode).toBe(0);
    const result = JSON.parse(answer.stdout.trim().split('\n').at(-1)!);
    expect(result.plans.platform).toEqual({ add: 0, change: 1, destroy: 0 });
    expect(await key()).toMatchObject({ key: before.expected });
    expect(project.read('flows-config/environments.yaml')).toContain('version: 2');
    expect(project.filesWith([secret, rotated])).toEqual([]);
  });

  it('rotates no connection that it does not know', async () => {
    const before = project.read('flows-config/environments.yaml');
    const answer = await project.run(['deploy', '--env', 'prod', '--sandbox', '--yes', '--rotate', 'absent']);
    expect([answer.exitCode, answer.stderr]).toEqual([2, expect.stringContaining('absent')]);
    expect(project.read('flows-config/environments.yaml')).toBe(before);
  });
});

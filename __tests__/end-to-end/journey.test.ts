import { appendFileSync, utimesSync } from 'node:fs';
import { openSandbox } from '../../sandbox';
import { ExampleProject } from './project';

const prompt = 'flows/reply-composer/standard/opening_friendly.jinja2';
const config = 'flows-config/reply-composer.yaml';

jest.setTimeout(120_000);

describe('a newcomer who takes the example flows to the sandbox', () => {
  const project = new ExampleProject();
  afterAll(() => project.remove());

  const changedVersions = (result: Awaited<ReturnType<ExampleProject['deploy']>>) =>
    result.registered?.filter(({ changed }) => changed).map(({ kind, name, version }) => `${kind} ${name} ${version}`);
  const noChange = { add: 0, change: 0, destroy: 0 };

  it('gets tested endpoints from one command', async () => {
    const result = await project.deploy();
    expect(result).toMatchObject({ type: 'result', command: 'deploy', env: 'dev', status: 'succeeded', exitCode: 0 });
    expect(changedVersions(result)).toHaveLength(10);
    expect(result.plans?.platform?.add).toBeGreaterThan(10);
    expect(result.endpoints?.map(({ flow }) => flow)).toEqual([
      'order-entity-extraction',
      'reply-composer',
      'support-ticket-triage',
    ]);
    for (const endpoint of result.endpoints ?? []) {
      expect(endpoint).toMatchObject({ target: 'managed-endpoint', traffic: { v001: 100 }, test: { status: 200 } });
    }
  });

  it('sees the same endpoints in status', async () => {
    const { endpoints } = await project.result('status', '--env', 'dev');
    expect(endpoints).toHaveLength(3);
    expect(endpoints?.[0]).toMatchObject({ flow: 'order-entity-extraction', traffic: { v001: 100 } });
  });

  it('deploys again and nothing happens', async () => {
    const result = await project.deploy();
    expect(result).toMatchObject({ exitCode: 0, plans: { platform: noChange, serving: noChange } });
    expect(changedVersions(result)).toEqual([]);
  });

  it('touches a file without changing it and nothing happens', async () => {
    utimesSync(project.path(prompt), new Date(), new Date());
    expect(changedVersions(await project.deploy())).toEqual([]);
  });

  it('adds one line to a dataset and gets one data version', async () => {
    const line = project.read('flows/reply-composer/data/delays.jsonl').split('\n')[0];
    appendFileSync(project.path('flows/reply-composer/data/delays.jsonl'), `${line}\n`);
    const result = await project.deploy();
    expect(changedVersions(result)).toEqual(['data reply-composer-delays 2']);
    expect(result.plans?.serving).toEqual(noChange);
  });

  describe('and changes one byte of a prompt for an A/B test', () => {
    it('gets one model version and a second deployment beside the first', async () => {
      project.edit(prompt, (text) => `${text.trimEnd()} \n`);
      project.edit(config, (text) =>
        text.replace('traffic: { current: 100 }', 'traffic: { current: 90, previous: 10 }'),
      );
      const result = await project.deploy();
      expect(changedVersions(result)).toEqual(['model reply-composer 2']);
      expect(trafficOf(result)).toEqual({ v001: 10, v002: 90 });
    });

    it('sees the shares in the answers', async () => {
      const { endpoints } = await project.result('status', '--env', 'dev');
      const endpoint = endpoints?.find(({ flow }) => flow === 'reply-composer');
      const sandbox = await openSandbox({ directory: project.path('.llmops/sandbox') });
      try {
        const body = project.read('flows/reply-composer/sample-request.json');
        const answeredBy: Record<string, number> = {};
        const call = async () => {
          const answer = await fetch(endpoint!.scoringUri, {
            method: 'POST',
            headers: { authorization: `Bearer ${sandbox.token()}`, 'content-type': 'application/json' },
            body,
          });
          await answer.json();
          const deployment = answer.headers.get('azureml-model-deployment') ?? `status ${answer.status}`;
          answeredBy[deployment] = (answeredBy[deployment] ?? 0) + 1;
        };
        for (let batch = 0; batch < 60; batch += 1) await Promise.all(Array.from({ length: 10 }, call));
        expect(Object.keys(answeredBy).sort()).toEqual(['v001', 'v002']);
        expect(Math.abs(answeredBy.v002! / 6 - 90)).toBeLessThan(5);
      } finally {
        await sandbox.close();
      }
    });

    it('ends it: the old deployment is drained and removed in one apply', async () => {
      project.edit(config, (text) => text.replace('{ current: 90, previous: 10 }', '{ current: 100 }'));
      const result = await project.deploy();
      expect(result.exitCode).toBe(0);
      expect(trafficOf(result)).toEqual({ v002: 100 });
      expect(result.plans?.serving?.destroy).toBeGreaterThan(0);
    });

    const trafficOf = ({ endpoints }: Awaited<ReturnType<ExampleProject['deploy']>>) =>
      endpoints?.find(({ flow }) => flow === 'reply-composer')?.traffic;
  });

  it('destroys everything while endpoints carry traffic', async () => {
    const result = await project.result('destroy', '--env', 'dev', '--yes');
    expect(result).toMatchObject({ status: 'succeeded', exitCode: 0 });
    const { stdout } = await project.run(['sandbox', 'status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ resources: [], endpoints: [] });
  });
});

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { addLabel, answerDigest, experimentFile, labelsFile, readExperiment, readRunLines } from '../../experiments';
import { readRelease } from '../../model';
import { type CommandResult } from '../../runner/result';
import { ExampleProject } from './project';

jest.setTimeout(120_000);

const config = 'flows-config/reply-composer.yaml';
const environments = 'flows-config/environments.yaml';
const flow = 'reply-composer';

describe('an experiment', () => {
  const project = new ExampleProject([flow], { experiments: true });
  afterAll(() => project.remove());
  const experiment = (...args: readonly string[]) => project.result('experiment', flow, '--env', 'dev', ...args);

  it('runs every variant on every dataset, judges the runs, and writes reports', async () => {
    const { exitCode, experiments } = await experiment('--lines', '3');
    expect(exitCode).toBe(0);
    const [{ result, reports, verdict }] = experiments as [Required<NonNullable<CommandResult['experiments']>[0]>];
    expect(verdict).toBe('passed');
    expect(result.runs.map(({ dataset, label, lines }) => [dataset.name, label, lines.completed])).toEqual([
      ['delays', 'defaults', 3],
      ['delays', 'write_opening=formal', 3],
      ['refunds', 'defaults', 3],
      ['refunds', 'write_opening=formal', 3],
    ]);
    expect(result.runs[0]!.metrics['content.fact_coverage']).toBeGreaterThan(0.9);
    expect(existsSync(reports.html)).toBe(true);
    expect(readFileSync(reports.markdown, 'utf8')).toContain('formal');
  });

  it('is not made again where nothing changed, and its result stays as it is', async () => {
    const before = project.read(`.llmops/sandbox/experiments/dev/${flow}/experiment.json`);
    const { stdout } = await project.run(['experiment', flow, '--env', 'dev', '--sandbox', '--lines', '3']);
    expect(stdout).toMatch(/Run the experiments {2}4 runs of 12 lines, 4 from before/);
    expect(stdout).toMatch(/delays +write_opening=formal +3 +/);
    expect(project.read(`.llmops/sandbox/experiments/dev/${flow}/experiment.json`)).toBe(before);
  });

  it.each([
    ['a flow that is not there', ['reply-composr', '--env', 'dev'], 'Flows that are defined: reply-composer'],
    ['a number that is none', [flow, '--env', 'dev', '--lines', 'ten'], '--lines is "ten"'],
  ])('says what to do about %s', async (_, args, expected) => {
    const { exitCode, stderr } = await project.run(['experiment', '--sandbox', ...args]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(expected)]);
  });

  describe('with a great many runs', () => {
    const parameters = (count: number) =>
      project.edit(config, (text) => {
        const names = Array.from({ length: count }, (_, index) => `assemble_reply.p${index}: [0,1,2,3,4,5,6,7,8,9]`);
        return text.replace(/ {2}parameters: .*\n|(?= {2}variants:)/, `  parameters: { ${names.join(', ')} }\n`);
      });

    it('asks first, and takes no answer for a no', async () => {
      parameters(2);
      const { exitCode, error } = await experiment();
      expect([exitCode, error!.done]).toEqual([3, ['Check the configuration']]);
    });

    it('refuses what nobody can want, without planning it', async () => {
      parameters(9);
      const { exitCode, error } = await experiment('--yes');
      expect([exitCode, error!.next.join()]).toEqual([2, expect.stringContaining('pairwise')]);
      expect(error!.message).toContain('4000000002 runs');
    });
  });
});

describe('experiments in a deploy', () => {
  const project = new ExampleProject([flow], { experiments: true });
  afterAll(() => project.remove());
  const release = (env: string) => readRelease(project.path(`.llmops/sandbox/releases/${env}.json`));
  const folder = project.path(`.llmops/sandbox/experiments/dev/${flow}`);

  it('back the release that is registered after them', async () => {
    project.edit(config, (text) => text.replace('one-at-a-time', 'default-only'));
    const { exitCode, experiments, endpoints } = await project.deploy();
    expect([exitCode, experiments?.[0]?.verdict, endpoints?.length]).toEqual([0, 'passed', 1]);
    const { flows, experiments: backing } = release('dev')!;
    expect(backing).toMatchObject({
      [flow]: { verdict: 'passed', environment: 'dev', flowHash: flows[flow]!.current.hash },
    });
  });

  it('hold in an environment that reuses them, and that deploys nothing: there nothing is registered', async () => {
    project.edit(environments, (text) => text.replace('{ run: sample, lines: 10 }', '{ run: reuse, reuseFrom: dev }'));
    const result = await project.deploy('pr');
    expect(result).toMatchObject({
      exitCode: 0,
      registered: [],
      experiments: [{ verdict: 'passed', reusedFrom: 'dev' }],
    });
    expect(release('pr')).toMatchObject({ flows: {}, experiments: { [flow]: { environment: 'dev' } } });
  });

  it('stop it where the flow is worse than the version that is served now', async () => {
    // On a machine that has none of the served version's runs: they are made from what the registry holds.
    rmSync(folder, { recursive: true });
    project.edit(config, (text) =>
      text.replace(
        'content.fact_coverage: { min: 0.9 }',
        'content.fact_coverage: { notWorseThan: { release: current, by: 0.01 } }',
      ),
    );
    for (const kind of ['delay', 'refund']) {
      project.edit(`flows/reply-composer/standard/${kind}.jinja2`, () => 'We are sorry.\n');
    }
    const before = release('dev');
    const { exitCode, status, error, experiments } = await project.deploy();
    expect([exitCode, status]).toEqual([4, 'gate-failed']);
    expect(error).toMatchObject({
      causes: [expect.stringContaining('reply-composer on delays: content.fact_coverage is'), expect.anything()],
      done: expect.arrayContaining(['Apply the platform', 'Write the reports']),
      notDone: expect.arrayContaining(['Check the gates', 'Plan serving']),
    });
    expect(experiments![0]!.result!.gates).toContainEqual(
      expect.objectContaining({ kind: 'notWorseThan', status: 'failed', bound: expect.any(Number) }),
    );
    expect(release('dev')).toEqual(before);
  });

  it('can be left out, and the release says so', async () => {
    const result = await project.deploy('dev', '--skip-experiment');
    expect(result).toMatchObject({ exitCode: 0, experiments: [{ flow, verdict: 'skipped' }] });
    expect(release('dev')!.experiments).toEqual({ [flow]: { skipped: true } });
    expect(project.read('.llmops/sandbox/experiments/dev/report.md')).toContain('experiment was skipped');
  });

  it('wait for labels where the approval asks for them', async () => {
    project.edit(environments, (text) =>
      text.replace('experiment: { run: all }', 'approval: { labels: { minimum: 2, accepted: 0.5 } }'),
    );
    // Worse than nothing it cannot be: what is served now is the same.
    const refused = await project.deploy();
    expect(refused).toMatchObject({ exitCode: 3, status: 'rejected' });
    expect(refused.error!.next.join()).toContain(`llmops label ${flow} --env dev --sandbox`);

    const { runs, flowHash } = (await readExperiment(experimentFile(folder)))!;
    const [run] = runs;
    for await (const line of readRunLines(run!.folder)) {
      if (line.line >= 2) break;
      const answer = {
        run: run!.id,
        line: line.line,
        flowHash,
        dataset: run!.dataset.name,
        answer: answerDigest(line),
      };
      await addLabel(labelsFile(folder), answer, { verdict: line.line === 0 ? 'accept' : 'reject', by: 'Ann' });
    }
    expect(await project.deploy()).toMatchObject({ exitCode: 0 });
  });
});

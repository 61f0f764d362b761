import { renameSync } from 'node:fs';
import { type Problem } from '../../model';
import { ExampleProject } from './project';

const triage = 'flows-config/support-ticket-triage.yaml';

describe('a mistake in the configuration', () => {
  let project: ExampleProject;
  beforeEach(() => (project = new ExampleProject()));
  afterEach(() => project.remove());

  const cases: readonly [what: string, make: (project: ExampleProject) => void, expected: object][] = [
    [
      'a traffic split of 95',
      (p) => p.edit(triage, (text) => text.replace('{ current: 100 }', '{ current: 90, previous: 5 }')),
      { file: triage, message: expect.stringContaining('95') },
    ],
    [
      'a connection that is not defined',
      (p) =>
        p.edit('flows/support-ticket-triage/standard/flow.dag.yaml', (text) =>
          text.replaceAll('connection: aoai', 'connection: aoi'),
        ),
      { file: 'flows/support-ticket-triage/standard/flow.dag.yaml', hint: expect.stringContaining('aoai') },
    ],
    [
      'a flow folder that is missing',
      (p) => renameSync(p.path('flows/support-ticket-triage/standard'), p.path('flows/support-ticket-triage/moved')),
      { file: triage, path: 'flow' },
    ],
    [
      'a node that refers to nothing',
      (p) =>
        p.edit('flows/support-ticket-triage/standard/flow.dag.yaml', (text) =>
          text.replace('${parse_answer.output}', '${parse_anser.output}'),
        ),
      { file: 'flows/support-ticket-triage/standard/flow.dag.yaml', hint: expect.stringContaining('parse_answer') },
    ],
    [
      'a broken line of a dataset',
      (p) =>
        p.edit('flows/support-ticket-triage/data/web.jsonl', (text) => text.replace(/\n(.*)\n/, '\n{"subject": \n')),
      { file: 'flows/support-ticket-triage/data/web.jsonl', line: 2 },
    ],
    [
      'an endpoint name of 40 characters',
      (p) =>
        p.edit(triage, (text) =>
          text.replace(
            '  dev:\n    - target: managed-endpoint\n',
            `  dev:\n    - target: managed-endpoint\n      name: ${'a'.repeat(40)}\n`,
          ),
        ),
      { file: triage, path: 'deploy.dev[0].name', message: expect.stringContaining('40') },
    ],
    [
      'one endpoint name for two flows',
      (p) => {
        for (const file of [triage, 'flows-config/reply-composer.yaml']) {
          p.edit(file, (text) =>
            text.replace(
              '  dev:\n    - target: managed-endpoint\n',
              '  dev:\n    - target: managed-endpoint\n      name: the-endpoint\n',
            ),
          );
        }
      },
      { path: 'deploy.dev[0].name', message: expect.stringContaining('the-endpoint') },
    ],
  ];

  it.each(cases)('is one clear problem before anything is applied: %s', async (_, make, expected) => {
    make(project);
    const validate = await project.run(['validate', '--json']);
    expect(validate.exitCode).toBe(2);
    const { ok, problems } = JSON.parse(validate.stdout) as { ok: boolean; problems: Problem[] };
    expect(ok).toBe(false);
    const distinct = new Set(problems.map(({ code, message }) => `${code} ${message}`));
    expect(distinct.size).toBe(1);
    expect(problems[0]).toMatchObject(expected);

    const deploy = await project.deploy();
    expect(deploy).toMatchObject({ status: 'invalid', exitCode: 2 });
    expect(deploy.plans).toBeUndefined();
    expect(deploy.error?.problems).toEqual(problems);
  });

  it('is shown with its place and its mending, and without a stack trace', async () => {
    project.edit(triage, (text) => text.replace('{ current: 100 }', '{ current: 90, previous: 5 }'));
    const { exitCode, stderr } = await project.run(['deploy', '--env', 'dev', '--sandbox', '--yes']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/flows-config\/support-ticket-triage\.yaml:\d+:\d+/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['an environment that is not defined', ['deploy', '--env', 'stage', '--sandbox', '--yes'], 'dev, pr, prod'],
    ['an option that does not exist', ['deploy', '--env', 'dev', '--sandbx'], '--sandbox'],
    ['a command that does not exist', ['depoly'], 'deploy'],
  ])('%s is answered with what there is', async (_, args, expected) => {
    const { exitCode, stderr } = await project.run(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(expected);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadProject } from '../../model';
import { freshProject } from './project-folder';

const fresh = freshProject();

test('the example project of this repository is right', () => {
  const { project, problems } = loadProject(join(__dirname, '../..'));
  expect(problems).toEqual([]);
  expect(Object.keys(project!.environments)).toEqual(expect.arrayContaining(['pr', 'dev', 'prod']));
});

test('an environment has its flows with all defaults applied and every path absolute', () => {
  const { root } = fresh.folder;
  const { dev } = fresh.folder.project().environments;
  expect(dev!.flows).toEqual([
    {
      name: 'answers',
      asset: 'answers',
      path: join(root, 'flows/answers/standard'),
      configFile: join(root, 'flows-config/answers.yaml'),
      datasets: [{ name: 'train', asset: 'answers-train', path: join(root, 'flows/answers/data/train.jsonl') }],
      connections: ['aoai'],
      outputs: ['answer'],
      experiment: expect.objectContaining({ variants: 'one-at-a-time' }),
      evaluations: [expect.objectContaining({ name: 'match' })],
      gates: [expect.objectContaining({ evaluation: 'match', metric: 'score', min: 0.8 })],
      targets: [
        {
          target: 'managed-endpoint',
          name: expect.stringMatching(/^answers-dev-[0-9a-f]{4}$/),
          identity: expect.stringMatching(/^id-answers-dev-[0-9a-f]{4}$/),
          auth: 'entra',
          instanceType: 'Standard_DS3_v2',
          instances: 1,
          traffic: { current: 100, previous: 0 },
          requestTimeoutSeconds: 90,
          maxConcurrentRequests: 10,
          environmentVariables: {},
          test: { request: join(root, 'flows/answers/sample-request.json'), maxLatencyMs: 30_000 },
        },
      ],
    },
  ]);
});

test('an environment without deployments is there, with flows to experiment on only', () => {
  fresh.folder.environments('  prod:\n', '  pr:\n    subscription: 00000000-0000-0000-0000-000000000003\n  prod:\n');
  const { pr } = fresh.folder.project().environments;
  expect(pr!.flows).toEqual([]);
  expect(pr!.allFlows).toEqual([expect.objectContaining({ name: 'answers', targets: [] })]);
});

test('all mistakes of all files are reported at once, by file and line, and none of them twice', () => {
  fresh.folder
    .environments('auth: entra', 'auth: { key: { env: AOAI_KEY, vers: 2 } }')
    .environments('prod:', 'prod:\n    extends: dve')
    .config('flow: ../flows/answers/evaluation', 'flow: ../flows/answers/evalution')
    .config('current: 90', 'current: 85')
    .config('${data.question}', '${data.qestion}')
    .dag('connection: aoai', 'connection: aoia')
    .dag('${ask.output}', '${aks.output}')
    .write('flows/answers/data/train.jsonl', '{"question": "2+2?", "answer": "4"}\n{"question": }\n');
  expect(fresh.folder.mistakes()).toEqual([
    'flows-config/answers.yaml:8 unknown-column',
    'flows-config/answers.yaml:11 missing-flow',
    'flows-config/answers.yaml:24 traffic-total',
    'flows-config/environments.yaml:11 unknown-key',
    'flows-config/environments.yaml:16 unknown-environment',
    'data/train.jsonl:2 broken-line',
    'standard/flow.dag.yaml:15 unknown-connection',
    'standard/flow.dag.yaml:22 unknown-node',
  ]);
});

test('there is no project as long as there is a problem', () => {
  fresh.folder.config('current: 90', 'current: 85');
  expect(fresh.folder.load().project).toBeUndefined();
});

test('a folder that is no project says what is missing and where to run', () => {
  fresh.folder.remove('flows-config');
  expect(fresh.folder.mistake()).toMatchObject({
    file: 'flows-config/environments.yaml',
    code: 'missing-file',
    hint: expect.stringContaining('folder that holds flows-config/'),
  });
});

test('a project without flow configs has its environments', () => {
  fresh.folder.remove('flows-config/answers.yaml');
  expect(fresh.folder.project().environments.prod!.flows).toEqual([]);
});

test('names that every JavaScript object inherits are ordinary unknown names', () => {
  fresh.folder
    .config('datasets: [train]', 'datasets: [constructor]')
    .environments('prod:', 'prod:\n    extends: toString');
  expect(fresh.folder.mistakes()).toEqual([
    'flows-config/answers.yaml:6 unknown-dataset',
    'flows-config/environments.yaml:16 unknown-environment',
  ]);
});

test('whatever stands in the files, each problem has a place and a way out, and nothing is thrown or logged', () => {
  const warn = jest.spyOn(process, 'emitWarning').mockReturnValue();
  const damaged = fc.constantFrom(
    'flows-config/environments.yaml',
    'flows-config/answers.yaml',
    'flows/answers/standard/flow.dag.yaml',
    'flows/answers/sample-request.json',
  );
  const value = fc.constantFrom(
    'null',
    '[]',
    '{}',
    '5',
    '*a',
    '&a b',
    '{a: {b: c}}',
    '__proto__',
    '${inputs.x}',
    '!!x y',
    '',
  );
  const damage = fc.record({ line: fc.nat(40), kind: fc.constantFrom('drop', 'value', 'key', 'cut'), value });
  fc.assert(
    fc.property(damaged, damage, (file, { line, kind, value: text }) => {
      const original = readFileSync(join(fresh.folder.root, file), 'utf8');
      const lines = original.split('\n');
      const at = line % lines.length;
      const old = lines[at]!;
      if (kind === 'drop') lines.splice(at, 1);
      if (kind === 'value') lines[at] = old.replace(/:.*/, `: ${text}`);
      if (kind === 'key') lines[at] = old.replace(/\w+:/, `${text}:`);
      if (kind === 'cut') lines[at] = old.slice(0, old.length / 2);
      fresh.folder.write(file, lines.join('\n'));
      const { project, problems } = fresh.folder.load();
      fresh.folder.write(file, original);
      expect(project === undefined).toBe(problems.length > 0);
      for (const problem of problems) {
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.column).toBeGreaterThan(0);
        expect(problem.hint).toMatch(/[.?…]$/);
        expect(problem.message + problem.hint).not.toMatch(/undefined|\[object/);
      }
      expect(warn).not.toHaveBeenCalled();
    }),
    { numRuns: 150 },
  );
  warn.mockRestore();
});

import { freshProject, type ProjectFolder } from '../project-folder';

const fresh = freshProject();

interface Mistake {
  readonly what: string;
  readonly make: (project: ProjectFolder) => unknown;
  readonly line: number;
  readonly path: string;
  readonly code: string;
  readonly says: RegExp;
  readonly hint: RegExp;
}

const mistakes: readonly Mistake[] = [
  {
    what: 'a key with a typing mistake',
    make: (project) => project.config('name: acme-answers', 'instances: 2\n      instanceTyp: Standard_DS3_v2'),
    line: 24,
    path: 'deploy.prod[0].instanceTyp',
    code: 'unknown-key',
    says: /'instanceTyp' is not known in 'deploy\.prod\[0\]'/,
    hint: /'instanceType'/,
  },
  {
    what: 'a target that does not exist',
    make: (project) =>
      project.config('- target: managed-endpoint\n      name', '- target: managed-endpont\n      name'),
    line: 22,
    path: 'deploy.prod[0].target',
    code: 'unknown-value',
    says: /'managed-endpont'; allowed: 'managed-endpoint'/,
    hint: /'managed-endpoint'/,
  },
  {
    what: 'a dataset without a path',
    make: (project) => project.config('train: { path: ../flows/answers/data/train.jsonl }', 'train: {}'),
    line: 4,
    path: 'datasets.train.path',
    code: 'missing-key',
    says: /'path' is missing/,
    hint: /Add 'path'/,
  },
  {
    what: 'a flow folder that is not there',
    make: (project) => project.config('flow: ../flows/answers/standard', 'flow: ../flows/answer/standard'),
    line: 2,
    path: 'flow',
    code: 'missing-flow',
    says: /no flow folder at '\.\.\/flows\/answer\/standard'/,
    hint: /'\.\.\/flows\/answers\/standard'/,
  },
  {
    what: 'a flow folder without a definition',
    make: (project) => project.remove('flows/answers/standard/flow.dag.yaml'),
    line: 2,
    path: 'flow',
    code: 'missing-flow',
    says: /holds neither flow\.dag\.yaml nor flow\.flex\.yaml/,
    hint: /add the file/,
  },
  {
    what: 'a dataset file that is not there',
    make: (project) => project.config('data/train.jsonl', 'data/trian.jsonl'),
    line: 4,
    path: 'datasets.train.path',
    code: 'missing-file',
    says: /no dataset file/,
    hint: /'\.\.\/flows\/answers\/data\/train\.jsonl'/,
  },
  {
    what: 'a deployment to an environment that does not exist',
    make: (project) => project.config('  prod:', '  prdo:'),
    line: 21,
    path: 'deploy.prdo',
    code: 'unknown-environment',
    says: /no environment 'prdo' to deploy to; environments: 'dev' and 'prod'/,
    hint: /'prod'/,
  },
  {
    what: 'an experiment on a dataset that is not declared',
    make: (project) => project.config('datasets: [train]', 'datasets: [tain]'),
    line: 6,
    path: 'experiment.datasets[0]',
    code: 'unknown-dataset',
    says: /no dataset 'tain'/,
    hint: /'train'/,
  },
  {
    what: 'a mapping to an input that the flow does not have',
    make: (project) => project.config('question: ${data.question}', 'question: ${data.question}\n    tne: soft'),
    line: 9,
    path: 'experiment.inputs.tne',
    code: 'unknown-input',
    says: /no input 'tne'/,
    hint: /'tone'/,
  },
  {
    what: 'a mapping from a column that the data does not have',
    make: (project) => project.config('${data.question}', '${data.quest}'),
    line: 8,
    path: 'experiment.inputs.question',
    code: 'unknown-column',
    says: /Dataset 'train' has no column 'quest'/,
    hint: /Map one of its columns|'question'/,
  },
  {
    what: 'a required input without mapping, where the data has no column of its name',
    make: (project) =>
      project
        .dag('  tone:\n    type: string\n    default: kind', '  tone:\n    type: string')
        .config(
          '    - target: managed-endpoint\n      test: ../flows/answers/sample-request.json',
          '    - target: managed-endpoint',
        ),
    line: 7,
    path: 'experiment.inputs',
    code: 'unmapped-input',
    says: /'tone' is not mapped and has no default/,
    hint: /tone: \$\{data\.<column>\}/,
  },
  {
    what: 'a mapping from outputs where no run is judged',
    make: (project) => project.config('${data.question}', '${run.outputs.answer}'),
    line: 8,
    path: 'experiment.inputs.question',
    code: 'bad-mapping',
    says: /maps from nowhere/,
    hint: /\$\{data\.<column>\}/,
  },
  {
    what: 'a variant choice for a node without variants',
    make: (project) => project.config('datasets: [train]\n', 'datasets: [train]\n  variants: [{ ask: brief }]\n'),
    line: 7,
    path: 'experiment.variants[0].ask',
    code: 'unknown-node',
    says: /no node 'ask' with variants/,
    hint: /Use one of them/,
  },
  {
    what: 'a parameter of a node that does not exist',
    make: (project) =>
      project.config('datasets: [train]\n', 'datasets: [train]\n  parameters: { aks.temperature: [0, 1] }\n'),
    line: 7,
    path: 'experiment.parameters["aks.temperature"]',
    code: 'unknown-node',
    says: /'aks\.temperature' names no node/,
    hint: /'ask'/,
  },
  {
    what: 'an evaluation flow that is not there',
    make: (project) => project.config('answers/evaluation', 'answers/evaluator'),
    line: 11,
    path: 'evaluations.match.flow',
    code: 'missing-flow',
    says: /no flow folder/,
    hint: /evaluation'/,
  },
  {
    what: 'an evaluation of an output that the flow does not have',
    make: (project) => project.config('${run.outputs.answer}', '${run.outputs.anwser}'),
    line: 14,
    path: 'evaluations.match.inputs.given',
    code: 'unknown-output',
    says: /no output 'anwser'/,
    hint: /'answer'/,
  },
  {
    what: 'an evaluation judged by a dataset that is not declared',
    make: (project) =>
      project.config('    inputs:\n      expected', '    datasets: { train: train-eval }\n    inputs:\n      expected'),
    line: 12,
    path: 'evaluations.match.datasets.train',
    code: 'unknown-dataset',
    says: /no dataset 'train-eval'/,
    hint: /Declare 'train-eval'/,
  },
  {
    what: 'a gate on an evaluation that does not exist',
    make: (project) => project.config('match.score', 'mach.score'),
    line: 16,
    path: 'gates["mach.score"]',
    code: 'unknown-evaluation',
    says: /names no evaluation; evaluations: 'match'/,
    hint: /'match'/,
  },
  {
    what: 'a gate without bounds',
    make: (project) => project.config('{ min: 0.8 }', '{}'),
    line: 16,
    path: 'gates["match.score"]',
    code: 'empty-gate',
    says: /lets everything pass/,
    hint: /min: 0\.8/,
  },
  {
    what: 'a sample request that is not there',
    make: (project) => project.config('sample-request.json', 'request.json'),
    line: 20,
    path: 'deploy.dev[0].test',
    code: 'missing-file',
    says: /no sample request/,
    hint: /relative to this file/,
  },
];

test.each(mistakes)('$what is one problem, at its line, with a way out', ({ make, line, path, code, says, hint }) => {
  make(fresh.folder);
  const problem = fresh.folder.mistake();
  expect(problem).toMatchObject({ file: 'flows-config/answers.yaml', line, path, code });
  expect(problem.message).toMatch(says);
  expect(problem.hint).toMatch(hint);
});

test('a column that only some datasets lack names those', () => {
  fresh.folder
    .write('flows/answers/data/other.jsonl', '{"question": "1+1?"}\n')
    .config('train: { path', 'other: { path: ../flows/answers/data/other.jsonl }\n  train: { path')
    .config('datasets: [train]', 'datasets: [train, other]');
  expect(fresh.folder.mistake()).toMatchObject({
    code: 'unknown-column',
    message: "Dataset 'other' has no column 'answer'; columns: 'question'.",
  });
});

test('an evaluation may be judged by another dataset than the one the flow ran on', () => {
  fresh.folder
    .write('flows/answers/data/judge.jsonl', '{"expected": "4"}\n')
    .config('train: { path', 'judge: { path: ../flows/answers/data/judge.jsonl }\n  train: { path')
    .config(
      '    inputs:\n      expected: ${data.answer}',
      '    datasets: { train: judge }\n    inputs:\n      expected: ${data.expected}',
    );
  expect(fresh.folder.load().problems).toEqual([]);
});

describe('a sample request', () => {
  const request = 'flows/answers/sample-request.json';

  it('that is not JSON is reported where it breaks', () => {
    fresh.folder.write(request, '{\n  "question": "2+2?",\n}\n');
    expect(fresh.folder.mistake()).toMatchObject({ file: request, line: 3, column: 1, code: 'broken-request' });
  });

  it('that lacks a required input names it; inputs with a default may be left out', () => {
    fresh.folder.write(request, '{ "tone": "kind" }');
    expect(fresh.folder.mistake()).toMatchObject({
      file: request,
      code: 'incomplete-request',
      message: expect.stringContaining("'question'"),
    });
  });

  it('that is a list is refused', () => {
    fresh.folder.write(request, '[]');
    expect(fresh.folder.mistake()).toMatchObject({ file: request, code: 'broken-request' });
  });
});

test('two flow configs with one name are one problem, at the second', () => {
  fresh.folder.write(
    'flows-config/more.yaml',
    'name: Answers\nflow: ../flows/answers/standard\ndatasets:\n  train: { path: ../flows/answers/data/train.jsonl }\n',
  );
  expect(fresh.folder.mistake()).toMatchObject({
    file: 'flows-config/more.yaml',
    line: 1,
    code: 'duplicate-name',
    message: "The flow name 'Answers' is taken, at flows-config/answers.yaml:1.",
  });
});

test('two datasets that would be one data asset are a problem', () => {
  fresh.folder.write(
    'flows-config/b.yaml',
    'name: answers-train\nflow: ../flows/answers/standard\ndatasets:\n  x: { path: ../flows/answers/data/train.jsonl }\n',
  );
  fresh.folder.config('  train: {', '  train-x: { path: ../flows/answers/data/train.jsonl }\n  train: {');
  expect(fresh.folder.mistake()).toMatchObject({ file: 'flows-config/b.yaml', line: 4, code: 'duplicate-name' });
});

import { freshProject } from '../project-folder';

const fresh = freshProject();

describe('traffic', () => {
  const split = (to: string) => fresh.folder.config('{ current: 90, previous: 10 }', to);

  it.each(['{ current: 100 }', '{ current: 0, previous: 100 }', '{ current: 0, previous: 0 }'])(
    '%s is right',
    (traffic) => {
      split(traffic);
      expect(fresh.folder.load().problems).toEqual([]);
    },
  );

  it('of 95 percent is refused, with a split that is right', () => {
    split('{ current: 85, previous: 10 }');
    expect(fresh.folder.mistake()).toMatchObject({
      file: 'flows-config/answers.yaml',
      line: 24,
      path: 'deploy.prod[0].traffic',
      code: 'traffic-total',
      message: 'Traffic totals 95 percent; it must total 100 (or 0: switched off).',
      hint: 'Write current: 90, previous: 10, for example.',
    });
  });

  it.each([
    ['{ current: -10, previous: 110 }', 'out-of-range'],
    ['{ current: 99.5, previous: 0.5 }', 'wrong-type'],
    ['{ current: 90, prevoius: 10 }', 'unknown-key'],
    ["{ current: '90', previous: 10 }", 'wrong-type'],
  ])('%s is refused', (traffic, code) => {
    split(traffic);
    expect(fresh.folder.load().problems.map((problem) => problem.code)).toContain(code);
    expect(fresh.folder.load().problems.map((problem) => problem.code)).not.toContain('traffic-total');
  });

  it('keeps the deployment of the previous release where it is named at zero', () => {
    split('{ current: 100, previous: 0 }');
    expect(fresh.folder.project().environments.prod!.flows[0]!.targets[0]).toMatchObject({
      traffic: { current: 100, previous: 0 },
      keepPrevious: true,
    });
  });
});

describe('mirror traffic', () => {
  const mirror = (text: string, traffic = '{ current: 0, previous: 100 }') =>
    fresh.folder.config('{ current: 90, previous: 10 }', `${traffic}\n      mirror: ${text}`);

  it('may go to a release without live traffic', () => {
    mirror('{ release: current, percent: 50 }');
    expect(fresh.folder.load().problems).toEqual([]);
  });

  it('above 50 percent is refused', () => {
    mirror('{ release: current, percent: 51 }');
    expect(fresh.folder.mistake()).toMatchObject({
      line: 25,
      path: 'deploy.prod[0].mirror.percent',
      code: 'mirror-percent',
    });
  });

  it('to a release with live traffic is refused', () => {
    mirror('{ release: previous, percent: 10 }');
    expect(fresh.folder.mistake()).toMatchObject({
      line: 25,
      path: 'deploy.prod[0].mirror.release',
      code: 'mirror-live',
    });
  });
});

describe('an endpoint name', () => {
  it.each([
    ['of 40 characters', 'a'.repeat(40), /has 40 characters; Azure allows 3 to 32/],
    ['of 2 characters', 'ab', /has 2 characters/],
    ['with an underscore', 'acme_answers', /holds what Azure does not allow/],
    ['that starts with a digit', '1-answers', /holds what Azure does not allow/],
    ['that ends with a hyphen', 'answers-', /holds what Azure does not allow/],
    ['with two hyphens in a row', 'acme--answers', /holds what Azure does not allow/],
  ])('%s is refused', (_, name, says) => {
    fresh.folder.config('acme-answers', name);
    const problem = fresh.folder.mistake();
    expect(problem).toMatchObject({ line: 23, path: 'deploy.prod[0].name', code: 'invalid-name' });
    expect(problem.message).toMatch(says);
  });

  it('that is taken in its region is refused, across environments and whatever the capitals', () => {
    fresh.folder.config(
      '    - target: managed-endpoint\n      test',
      '    - target: managed-endpoint\n      name: ACME-answers\n      test',
    );
    expect(fresh.folder.mistake()).toMatchObject({
      file: 'flows-config/answers.yaml',
      line: 24,
      code: 'duplicate-name',
      message: "The endpoint name 'acme-answers' is taken in westeurope, at flows-config/answers.yaml:20.",
    });
  });

  it('may be used again in another region', () => {
    fresh.folder
      .config(
        '    - target: managed-endpoint\n      test',
        '    - target: managed-endpoint\n      name: acme-answers\n      test',
      )
      .environments('  prod:', '  prod:\n    location: northeurope');
    expect(fresh.folder.load().problems).toEqual([]);
  });

  it('must be given where a flow has two endpoints in one environment', () => {
    fresh.folder.config('  prod:', '    - target: managed-endpoint\n  prod:');
    expect(fresh.folder.mistake()).toMatchObject({
      line: 21,
      path: 'deploy.dev[1]',
      code: 'duplicate-name',
      hint: expect.stringContaining("'name'"),
    });
  });
});

test('a secret among the environment variables of an endpoint is refused without being shown', () => {
  const secret = '9f8e7d6c5b4a39281706';
  fresh.folder.config(
    'name: acme-answers',
    `name: acme-answers\n      environmentVariables: { LOG: 'on', SEARCH_API_KEY: ${secret} }`,
  );
  const problem = fresh.folder.mistake();
  expect(problem).toMatchObject({ path: 'deploy.prod[0].environmentVariables.SEARCH_API_KEY', code: 'literal-secret' });
  expect(JSON.stringify(problem)).not.toContain(secret);
});

test('a reference to a secret is no secret', () => {
  fresh.folder.config(
    'name: acme-answers',
    "name: acme-answers\n      environmentVariables: { SEARCH_API_KEY: '${{azureml://connections/search1/credentials/key}}' }",
  );
  expect(fresh.folder.load().problems).toEqual([]);
});

import { freshProject } from '../project-folder';

const fresh = freshProject();
const file = 'flows-config/environments.yaml';
const subscriptionOfProd = 'subscription: 00000000-0000-0000-0000-000000000002';

describe('an environment inherits', () => {
  it('from the defaults, then from those it extends, then states its own: maps merge, lists replace', () => {
    fresh.folder
      .environments(
        'defaults:\n',
        'defaults:\n  tags: { owner: ml, stage: any }\n  approval: { notify: [a@acme.com, b@acme.com] }\n',
      )
      .environments(
        '  dev:\n',
        '  base:\n    subscription: 00000000-0000-0000-0000-000000000003\n    tags: { stage: base, cost: low }\n    logs: { retentionDays: 60 }\n  dev:\n',
      )
      .environments(
        '  prod:\n',
        '  prod:\n    extends: base\n    tags: { stage: prod }\n    approval: { notify: [c@acme.com] }\n',
      );
    const { prod, dev, base } = fresh.folder.project().environments;
    expect(prod).toMatchObject({
      subscription: '00000000-0000-0000-0000-000000000002',
      tags: { owner: 'ml', stage: 'prod', cost: 'low' },
      logs: { retentionDays: 60 },
      approval: { timeoutMinutes: 60, notify: ['c@acme.com'] },
    });
    expect(dev).toMatchObject({
      tags: { owner: 'ml', stage: 'any' },
      approval: { notify: ['a@acme.com', 'b@acme.com'] },
    });
    expect(base!.subscription).toBe('00000000-0000-0000-0000-000000000003');
  });

  it('the parts of a connection that it does not state', () => {
    fresh.folder.environments(
      '  prod:\n',
      '  prod:\n    connections: { aoai: { endpoint: https://acme-prod.openai.azure.com/ } }\n',
    );
    expect(fresh.folder.project().environments.prod!.connections).toEqual([
      {
        name: 'aoai',
        type: 'azure_open_ai',
        endpoint: 'https://acme-prod.openai.azure.com/',
        apiVersion: '2024-02-01',
        auth: 'entra',
        configs: {},
      },
    ]);
  });

  it('nothing of a connection to which it gives another type', () => {
    fresh.folder.environments(
      '  prod:\n',
      '  prod:\n    connections: { aoai: { type: open_ai, auth: { key: { env: OPENAI_KEY, version: 3 } } } }\n',
    );
    expect(fresh.folder.project().environments.prod!.connections).toEqual([
      { name: 'aoai', type: 'open_ai', auth: { key: { env: 'OPENAI_KEY', version: '3' } }, configs: {} },
    ]);
  });

  it('from nobody in a circle', () => {
    fresh.folder
      .environments('  dev:\n', '  dev:\n    extends: prod\n')
      .environments('  prod:\n', '  prod:\n    extends: dev\n');
    expect(fresh.folder.mistake()).toMatchObject({
      code: 'circular-extends',
      message: expect.stringMatching(/'dev', 'prod', 'dev'|'prod', 'dev', 'prod'/),
    });
  });
});

it('applies the documented defaults', () => {
  expect(fresh.folder.project().environments.dev).toMatchObject({
    keyVault: { authorization: 'rbac', purgeProtection: true, softDeleteDays: 90 },
    containerRegistry: { sku: 'Standard' },
    storage: { replication: 'LRS' },
    logs: { retentionDays: 30 },
    serving: { asset: 'promptflow-serving', image: 'registry.example.com/serving:1.4.2' },
    tags: {},
  });
  expect(fresh.folder.project().environments.dev).not.toHaveProperty('approval');
  expect(fresh.folder.project().environments.dev).not.toHaveProperty('state');
});

it('keeps state in a storage account where one is named', () => {
  fresh.folder.environments(
    subscriptionOfProd,
    `${subscriptionOfProd}\n    state: { resourceGroup: rg-state, storageAccount: acmestate }`,
  );
  expect(fresh.folder.project().environments.prod!.state).toEqual({
    resourceGroup: 'rg-state',
    storageAccount: 'acmestate',
    container: 'tfstate',
  });
});

describe('a mistake in environments.yaml', () => {
  const add = (text: string) => fresh.folder.environments(subscriptionOfProd, `${subscriptionOfProd}\n    ${text}`);

  it.each([
    ['an unknown key', 'keyVualt: {}', 'environments.prod.keyVualt', 'unknown-key', /'keyVault'/],
    [
      'an unknown choice',
      'keyVault: { authorization: RBAC }',
      'environments.prod.keyVault.authorization',
      'unknown-value',
      /'rbac'/,
    ],
    [
      'a number out of range',
      'keyVault: { softDeleteDays: 6 }',
      'environments.prod.keyVault.softDeleteDays',
      'out-of-range',
      /at least 7/,
    ],
    [
      'a text for a switch',
      'keyVault: { purgeProtection: yes }',
      'environments.prod.keyVault.purgeProtection',
      'wrong-type',
      /true or false/,
    ],
    ['a region in words', 'location: West Europe', 'environments.prod.location', 'wrong-format', /westeurope/],
    [
      'a vault name that is too long',
      `names: { keyVault: kv-${'x'.repeat(30)} }`,
      'environments.prod.names.keyVault',
      'invalid-name',
      /3 to 24/,
    ],
    [
      'a storage name with hyphens',
      'names: { storageAccount: st-acme }',
      'environments.prod.names.storageAccount',
      'invalid-name',
      /lower-case/,
    ],
    [
      'a mail address that is none',
      'approval: { notify: [nobody] }',
      'environments.prod.approval.notify[0]',
      'wrong-format',
      /./,
    ],
    [
      'a state without account',
      'state: { resourceGroup: rg-state }',
      'environments.prod.state.storageAccount',
      'missing-key',
      /storage account/,
    ],
    [
      'a tag that is a number',
      'tags: { cost-centre: 42 }',
      'environments.prod.tags.cost-centre',
      'wrong-type',
      /quotes/,
    ],
  ])('such as %s is one problem at its line', (_, text, path, code, hint) => {
    add(text);
    const problem = fresh.folder.mistake();
    expect(problem).toMatchObject({ file, line: 17, path, code });
    expect(problem.hint).toMatch(hint);
  });

  it.each(['registry.example.com/serving', 'registry.example.com/serving:latest', 'registry.example.com:5000/serving'])(
    'such as the image %s, which may change under the same name, is refused',
    (image) => {
      fresh.folder.environments('registry.example.com/serving:1.4.2', image);
      expect(fresh.folder.mistake()).toMatchObject({ line: 6, path: 'defaults.serving.image', code: 'unpinned-image' });
    },
  );

  it.each([
    `registry.example.com/serving@sha256:${'a'.repeat(64)}`,
    'registry.example.com:5000/a/serving:v2',
    'serving:latest-2024',
  ])('is not the image %s, which is pinned', (image) => {
    fresh.folder.environments('registry.example.com/serving:1.4.2', image);
    expect(fresh.folder.load().problems).toEqual([]);
  });

  it.each(['tenant', 'location'])('such as a missing %s is one problem that names the environments without', (key) => {
    fresh.folder.environments(`  ${key}:`, `  # ${key}:`);
    expect(fresh.folder.mistake()).toMatchObject({
      line: 13,
      path: `environments.dev.${key}`,
      code: 'missing-key',
      message: `'${key}' is missing, and it has no default. Environments 'dev' and 'prod' lack this.`,
    });
  });

  it('such as a missing subscription stands at its environment', () => {
    fresh.folder.environments(subscriptionOfProd, 'tags: {}');
    expect(fresh.folder.mistake()).toMatchObject({
      line: 15,
      path: 'environments.prod.subscription',
      code: 'missing-key',
    });
  });

  it('that is misspelt is not missing as well', () => {
    fresh.folder.environments('  tenant:', '  tennant:');
    expect(fresh.folder.mistakes()).toEqual([`${file}:4 unknown-key`]);
  });

  it('that two environments inherit is one problem, where it was made', () => {
    fresh.folder.environments('      endpoint: https://acme.openai.azure.com/\n', '');
    expect(fresh.folder.mistake()).toMatchObject({
      line: 8,
      path: 'defaults.connections.aoai.endpoint',
      message:
        "Connection 'aoai' has no 'endpoint', which azure_open_ai needs. Environments 'dev' and 'prod' inherit this.",
    });
  });

  it('such as a vault name that two environments share is refused at the second', () => {
    fresh.folder.environments('defaults:\n', 'defaults:\n  names: { keyVault: kv-acme-shared }\n');
    expect(fresh.folder.mistake()).toMatchObject({
      path: 'defaults.names.keyVault',
      code: 'duplicate-name',
      message: expect.stringContaining("also that of environment 'dev'"),
    });
  });

  it('such as having no environment is said', () => {
    fresh.folder
      .write(file, 'project: acme\nenvironments: {}\n')
      .config('deploy:', 'deploy: {}\n#')
      .write('flows-config/answers.yaml', 'name: answers\nflow: ../flows/answers/standard\n');
    expect(fresh.folder.mistake()).toMatchObject({
      line: 2,
      path: 'environments',
      message: 'There is no environment.',
    });
  });
});

import { freshProject } from '../project-folder';

const fresh = freshProject();

const define = (text: string) =>
  fresh.folder.environments('  prod:\n', `  prod:\n    connections:\n      extra: ${text}\n`);
const extra = () => fresh.folder.project().environments.prod!.connections.find(({ name }) => name === 'extra');

describe('a connection', () => {
  it('uses entra where its service knows it and nothing else is said', () => {
    define('{ type: cognitive_search, endpoint: https://acme.search.windows.net }');
    expect(extra()).toMatchObject({ auth: 'entra', apiVersion: '2023-11-01' });
  });

  it('takes its key from an environment variable', () => {
    define('{ type: serp, auth: { key: { env: SERP_KEY } } }');
    expect(extra()).toEqual({
      name: 'extra',
      type: 'serp',
      auth: { key: { env: 'SERP_KEY', version: '1' } },
      configs: {},
    });
  });

  it('of the custom type has configs and secrets', () => {
    define("{ type: custom, configs: { url: 'https://shop.example.com' }, secrets: { password: { env: SHOP_PASSWORD, version: '2' } } }");
    expect(extra()).toEqual({
      name: 'extra',
      type: 'custom',
      auth: { password: { env: 'SHOP_PASSWORD', version: '2' } },
      configs: { url: 'https://shop.example.com' },
    });
  });

  it.each([
    ['without a type', '{ endpoint: https://a.example.com }', 'type', 'missing-key', /type/],
    ['without the endpoint that its type needs', '{ type: azure_open_ai }', 'endpoint', 'missing-key', /endpoint/],
    ['to OpenAI without a key', '{ type: open_ai }', 'auth', 'missing-key', /env: NAME/],
    ['to OpenAI by entra', '{ type: open_ai, auth: entra }', 'auth', 'unsupported-auth', /env: NAME/],
    ['to Serp by entra', '{ type: serp, auth: entra }', 'auth', 'unsupported-auth', /env: NAME/],
    [
      'with a key of another type',
      '{ type: serp, auth: { key: { env: K } }, organization: acme }',
      'organization',
      'unknown-key',
      /Remove 'organization'/,
    ],
    ['of the custom type without secrets', '{ type: custom, configs: { a: b } }', 'secrets', 'missing-key', /secrets/],
    ['of the custom type with no secret in it', '{ type: custom, secrets: {} }', 'secrets', 'missing-key', /secrets/],
    [
      'of a type with a typing mistake',
      '{ type: azure_openai, endpoint: https://a.example.com }',
      'type',
      'unknown-value',
      /'azure_open_ai'/,
    ],
    [
      'with an endpoint that is no https address',
      '{ type: azure_open_ai, endpoint: http://a.example.com }',
      'endpoint',
      'wrong-format',
      /https/,
    ],
    [
      'with an id that is no ARM id',
      '{ type: azure_open_ai, endpoint: https://a.example.com, resourceId: acme }',
      'resourceId',
      'wrong-format',
      /\/subscriptions\//,
    ],
    [
      'with auth misspelt',
      '{ type: cognitive_search, endpoint: https://a.example.com, auth: entrra }',
      'auth',
      'unknown-value',
      /'entra'/,
    ],
    [
      'with a variable name that is none',
      '{ type: serp, auth: { key: { env: 5 } } }',
      'auth.key.env',
      'wrong-type',
      /quotes/,
    ],
  ])('%s is one problem', (_, text, key, code, hint) => {
    define(text);
    const problem = fresh.folder.mistake();
    expect(problem).toMatchObject({ line: 17, path: `environments.prod.connections.extra.${key}`, code });
    expect(problem.hint).toMatch(hint);
  });

  it.each(['ab', 'x'.repeat(34), 'my connection', '-abc'])("named '%s' is refused", (name) => {
    define('{ type: serp, auth: { key: { env: K } } }').environments('extra:', `${name}:`);
    expect(fresh.folder.mistake()).toMatchObject({ line: 17, code: 'invalid-name' });
  });
});

describe('a secret that is written into the file', () => {
  const secret = 'sk-4f9a8b7c6d5e4f3a2b1c0d9e';

  it.each([
    ['as the key', `{ type: serp, auth: { key: ${secret} } }`],
    ['as the auth', `{ type: serp, auth: ${secret} }`],
    ['as the name of the variable', `{ type: serp, auth: { key: { env: ${secret} } } }`],
    ['beside the auth', `{ type: serp, auth: { key: { env: K } }, api_key: ${secret} }`],
    ['as a secret of a custom connection', `{ type: custom, secrets: { k: ${secret} } }`],
    ['among the configs', `{ type: custom, secrets: { k: { env: K } }, configs: { token: ${secret} } }`],
    [
      'among the configs, by its form alone',
      `{ type: custom, secrets: { k: { env: K } }, configs: { site: ${secret} } }`,
    ],
  ])('%s is refused, and no message shows it', (_, text) => {
    define(text);
    const problem = fresh.folder.mistake();
    expect(problem).toMatchObject({ line: 17, code: 'literal-secret' });
    expect(JSON.stringify(problem)).not.toContain(secret);
    expect(problem.hint).toContain('env: NAME');
  });

  it.each([`key: '${secret}`, `${secret}: : x`, `[${secret}`])(
    'beside a mistake of syntax (%#) is not shown either',
    (text) => {
      define(`{ type: serp, auth: ${text} }`);
      const { problems } = fresh.folder.load();
      expect(problems.length).toBeGreaterThan(0);
      expect(JSON.stringify(problems)).not.toContain(secret);
    },
  );
});

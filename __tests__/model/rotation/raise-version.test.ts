import { parse } from 'yaml';
import { raiseSecretVersions } from '../../../model/rotation/raise-version';

const file = `project: contoso
defaults:
  # shared by all
  connections:
    search: { type: cognitive_search, auth: { key: { env: SEARCH_KEY } } } # the index
    shop:
      type: custom
      secrets:
        user:
          env: SHOP_USER   # who
        password:
          version: 7 # raised in May
          env: SHOP_PASSWORD
environments:
  dev: {}
  test:
    extends: dev
    connections:
      search:
        auth:
          key: { env: TEST_KEY, version: "3" }
      entra: { type: azure_open_ai, auth: entra }
      dated: { type: serp, auth: { key: { env: SERP_KEY, version: '2024-05' } } }
  prod:
    extends: test
`;

/** Lines that are new or different. */
function changes(text: string): string[] {
  const before = new Set(file.split('\n'));
  return text.split('\n').filter((line) => !before.has(line));
}

describe('raising the version of a secret', () => {
  it('begins with 2 where none is written, and leaves the rest of the line as it is', () => {
    const { text, raised, block } = raiseSecretVersions(file, 'dev', 'search');
    expect(changes(text)).toEqual([
      '    search: { type: cognitive_search, auth: { key: { version: 2, env: SEARCH_KEY } } } # the index',
    ]);
    expect(raised).toEqual([{ field: 'key', version: '2' }]);
    expect(block).toEqual(['defaults']);
  });

  it('raises every secret of a custom connection, with their comments kept', () => {
    const { text, raised } = raiseSecretVersions(file, 'dev', 'shop');
    expect(changes(text)).toEqual(['          version: 2', '          version: 8 # raised in May']);
    expect(text).toContain('          version: 2\n          env: SHOP_USER   # who\n');
    expect(raised).toEqual([
      { field: 'user', version: '2' },
      { field: 'password', version: '8' },
    ]);
  });

  it('raises it in the environment that states it, for those that extend it too', () => {
    const { text, block } = raiseSecretVersions(file, 'prod', 'search');
    expect(changes(text)).toEqual(["          key: { env: TEST_KEY, version: '4' }"]);
    expect(block).toEqual(['environments', 'test']);
  });

  it('goes on from what it wrote', () => {
    const once = raiseSecretVersions(file, 'dev', 'shop').text;
    const twice = raiseSecretVersions(once, 'dev', 'shop').text;
    const { defaults } = parse(twice) as { defaults: { connections: { shop: { secrets: object } } } };
    expect(defaults.connections.shop.secrets).toEqual({
      user: { version: 3, env: 'SHOP_USER' },
      password: { version: 9, env: 'SHOP_PASSWORD' },
    });
  });

  it('refuses what has no secret, and what it cannot count up', () => {
    expect(() => raiseSecretVersions(file, 'test', 'entra')).toThrow('has no secret to rotate');
    expect(() => raiseSecretVersions(file, 'dev', 'absent')).toThrow('Connection absent of environment dev');
    expect(() => raiseSecretVersions(file, 'test', 'dated')).toThrow('Version "2024-05"');
  });
});

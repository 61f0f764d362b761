import fc from 'fast-check';
import { ArmError, isWithin, parseResourceId, resourceGroupOf } from '../../../sandbox/arm';

const group = '/subscriptions/s1/resourceGroups/rg';

describe('an ARM id', () => {
  it.each([
    ['/subscriptions/s1', 'Microsoft.Resources/subscriptions', 's1', ''],
    [group, 'Microsoft.Resources/resourceGroups', 'rg', '/subscriptions/s1'],
    ['/subscriptions/s1/resourcegroups/rg', 'Microsoft.Resources/resourceGroups', 'rg', '/subscriptions/s1'],
    [`${group}/providers/Microsoft.KeyVault/vaults/kv`, 'Microsoft.KeyVault/vaults', 'kv', group],
    [
      `${group}/providers/Microsoft.KeyVault/vaults/kv/secrets/key`,
      'Microsoft.KeyVault/vaults/secrets',
      'key',
      `${group}/providers/Microsoft.KeyVault/vaults/kv`,
    ],
    [
      `${group}/providers/Microsoft.KeyVault/vaults/kv/providers/Microsoft.Authorization/roleAssignments/ra`,
      'Microsoft.Authorization/roleAssignments',
      'ra',
      `${group}/providers/Microsoft.KeyVault/vaults/kv`,
    ],
    [
      '/subscriptions/s1/providers/Microsoft.Authorization/roleDefinitions/rd',
      'Microsoft.Authorization/roleDefinitions',
      'rd',
      '/subscriptions/s1',
    ],
    ['/applications/a1', 'Microsoft.Graph/applications', 'a1', ''],
    ['/applications/a1/passwords/p1', 'Microsoft.Graph/applications/passwords', 'p1', '/applications/a1'],
  ])('%s is a %s', (id, type, name, parent) => {
    expect(parseResourceId(id)).toMatchObject({ type, name, parent });
  });

  it.each(['', 'kv', '/subscriptions', '/subscriptions//resourceGroups/rg', `${group}/providers/Microsoft.KeyVault`])(
    'refuses %j',
    (id) => {
      expect(() => parseResourceId(id)).toThrow(ArmError);
    },
  );

  const name = fc
    .stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,15}$/)
    .filter((word) => !/^(providers|subscriptions|resourcegroups)$/i.test(word));

  it('lies within its parent and its resource group, whatever the case', () => {
    const pairs = fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(name, name, pairs, (subscription, groupName, path) => {
        const id = `/subscriptions/${subscription}/resourceGroups/${groupName}/providers/Microsoft.X/${path.flat().join('/')}`;
        const parsed = parseResourceId(id.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'));
        expect(parsed.name).toBe(path.at(-1)![1].toUpperCase());
        expect(parsed.type.split('/')).toHaveLength(path.length + 1);
        expect(isWithin(id, parsed.parent)).toBe(true);
        expect(isWithin(id, resourceGroupOf(parsed)!)).toBe(true);
        expect(isWithin(parsed.parent, id)).toBe(false);
      }),
    );
  });

  it('does not lie within one whose name merely starts alike', () => {
    expect(isWithin('/subscriptions/s1/resourceGroups/rg-2', '/subscriptions/s1/resourceGroups/rg')).toBe(false);
  });
});

import fc from 'fast-check';
import { parseResourcePath } from '../../../../sandbox/http/arm/resource-path';

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/).filter((text) => text !== 'providers');
const pairs = fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 3 });

test('whole pairs of type and name are a resource', () => {
  fc.assert(
    fc.property(name, pairs, (namespace, types) => {
      const id = `/subscriptions/s/resourceGroups/g/providers/${namespace}/${types.flat().join('/')}`;
      expect(parseResourcePath(id)).toEqual({ kind: 'resource', id });
      expect(parseResourcePath(`${id}/`)).toEqual({ kind: 'resource', id });
    }),
  );
});

test('a segment more is a collection below that resource, or an action on it', () => {
  fc.assert(
    fc.property(name, pairs, name, (namespace, types, segment) => {
      const scope = `/subscriptions/s/resourceGroups/g/providers/${namespace}/${types.flat().join('/')}`;
      const type = [namespace, ...types.map(([kind]) => kind), segment].join('/');
      expect(parseResourcePath(`${scope}/${segment}`)).toEqual({ kind: 'collection', scope, type, segment });
    }),
  );
});

test.each([
  ['/subscriptions/s/resourceGroups', { scope: '/subscriptions/s', type: 'Microsoft.Resources/resourceGroups' }],
  ['/subscriptions/s/providers/N.S/things', { scope: '/subscriptions/s', type: 'N.S/things' }],
  [
    '/subscriptions/s/resourceGroups/g/providers/N.S/things/t/providers/Microsoft.Authorization/roleAssignments',
    {
      scope: '/subscriptions/s/resourceGroups/g/providers/N.S/things/t',
      type: 'Microsoft.Authorization/roleAssignments',
    },
  ],
])('%s lists a type at a scope', (path, expected) => {
  expect(parseResourcePath(path)).toMatchObject({ kind: 'collection', ...expected });
});

test.each(['/', '', '/subscriptions//x', '/subscriptions/s/providers/N.S'])('%p has no meaning', (path) => {
  expect(parseResourcePath(path)).toBeUndefined();
});

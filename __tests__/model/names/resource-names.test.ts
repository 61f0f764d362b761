import fc from 'fast-check';
import { nameMistake, nameRules } from '../../../model/names/azure-name';
import { defaultTargetName, defaultResourceNames } from '../../../model/names/resource-names';

const subscription = '00000000-0000-0000-0000-000000000001';
const shortName = (maxLength: number) =>
  fc.stringMatching(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/).filter((name) => name.length <= maxLength);
const source = fc.record({ project: shortName(32), environment: shortName(20), subscription: fc.uuid() });
const flowName = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{0,99}$/);

test('computed names read well where they fit', () => {
  expect(defaultResourceNames({ project: 'contoso', environment: 'prod', subscription })).toEqual({
    resourceGroup: 'rg-contoso-prod',
    workspace: 'mlw-contoso-prod',
    keyVault: expect.stringMatching(/^kv-contoso-prod-[0-9a-f]{6}$/),
    storageAccount: expect.stringMatching(/^stcontosoprod[0-9a-f]{6}$/),
    containerRegistry: expect.stringMatching(/^crcontosoprod[0-9a-f]{6}$/),
    applicationInsights: 'appi-contoso-prod',
    logAnalytics: 'log-contoso-prod',
  });
});

test('computed names are within the limits of Azure, whatever project and environment are called', () => {
  fc.assert(
    fc.property(source, (one) => {
      const names = defaultResourceNames(one);
      for (const kind of Object.keys(names) as (keyof typeof names)[]) {
        expect(nameMistake(nameRules[kind], names[kind])).toBeUndefined();
      }
    }),
  );
});

test('names that must be unique in all of Azure differ between environments and between subscriptions', () => {
  fc.assert(
    fc.property(source, source, (one, other) => {
      fc.pre(
        one.project !== other.project ||
          one.environment !== other.environment ||
          one.subscription !== other.subscription,
      );
      const [names, others] = [defaultResourceNames(one), defaultResourceNames(other)];
      expect(names.keyVault).not.toBe(others.keyVault);
      expect(names.storageAccount).not.toBe(others.storageAccount);
      expect(names.containerRegistry).not.toBe(others.containerRegistry);
    }),
  );
});

test('computed endpoint names are within the limits of Azure and the same on every machine', () => {
  fc.assert(
    fc.property(source, flowName, (one, flow) => {
      const name = defaultTargetName(one, flow, 'managed-endpoint');
      const onKubernetes = defaultTargetName(one, flow, 'kubernetes-endpoint');
      expect(nameMistake(nameRules.endpoint, name)).toBeUndefined();
      expect(nameMistake(nameRules.endpoint, onKubernetes)).toBeUndefined();
      expect(nameMistake(nameRules.webApp, defaultTargetName(one, flow, 'app-service'))).toBeUndefined();
      expect(name).not.toBe(onKubernetes);
      expect(defaultTargetName({ ...one }, flow, 'managed-endpoint')).toBe(name);
    }),
  );
});

test('an endpoint name keeps its environment when the flow name is cut', () => {
  const name = defaultTargetName(
    { project: 'contoso', environment: 'prod', subscription },
    'order_entity_extraction_for_everyone',
    'managed-endpoint',
  );
  expect(name).toMatch(/^order-entity-extractio-prod-[0-9a-f]{4}$/);
});

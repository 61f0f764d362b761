import { Token } from 'cdktf';
import { badName } from '../../constructs/azure-name';

describe('names of Azure resources', () => {
  it.each([
    ['onlineEndpoint', 'triage-dev-1a2b'],
    ['onlineEndpoint', 'a'.repeat(32)],
    ['onlineDeployment', 'v01'],
    ['workspace', '1-my_workspace'],
    ['keyVault', 'kv-contoso-dev'],
    ['storageAccount', 'stcontoso1'],
    ['containerRegistry', 'crContoso'],
    ['logAnalytics', 'log-contoso'],
    ['connection', 'aoai'],
    ['resourceGroup', 'rg-(contoso).dev'],
    ['userAssignedIdentity', 'id-triage_dev'],
    ['applicationInsights', 'appi-contoso'],
  ] as const)('takes %s "%s"', (kind, name) => {
    expect(badName(kind, name)).toBe(false);
  });

  it.each([
    ['onlineEndpoint', 'ab'],
    ['onlineEndpoint', 'a'.repeat(33)],
    ['onlineEndpoint', '1abc'],
    ['onlineEndpoint', 'a--b'],
    ['onlineEndpoint', 'abc-'],
    ['onlineEndpoint', 'a_bc'],
    ['onlineDeployment', 'v1'],
    ['workspace', 'ab'],
    ['keyVault', 'kv--contoso'],
    ['keyVault', 'k'.repeat(25)],
    ['storageAccount', 'stContoso'],
    ['storageAccount', 'st-contoso'],
    ['containerRegistry', 'cr-contoso'],
    ['logAnalytics', 'log'],
    ['connection', 'ai'],
    ['resourceGroup', 'rg.'],
    ['userAssignedIdentity', '_id'],
    ['applicationInsights', ''],
  ] as const)('refuses %s "%s", showing the name and the rule', (kind, name) => {
    expect(badName(kind, name)).toMatch(new RegExp(`^name "${name}" must be \\d+-\\d+ `));
  });

  it('lets tokens pass', () => {
    expect(badName('workspace', Token.asString({ resolve: () => 'x' }))).toBe(false);
  });
});

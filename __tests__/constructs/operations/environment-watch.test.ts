import { Budget, ContainerRegistry, Dashboard, Lock, StorageAccount } from '../../../constructs';
import { platformParts } from '../platform-parts';
import { type Attributes, synthesized } from '../synthesized';

describe('a dashboard', () => {
  const workbook = (props: object) =>
    synthesized((stack) => {
      const { resourceGroup, logAnalytics } = platformParts(stack);
      new Dashboard(stack, 'board', { displayName: 'contoso dev', resourceGroup, logAnalytics, ...props });
    }).resource('azurerm_application_insights_workbook');
  const queries = (props: object) =>
    (JSON.parse(workbook(props).data_json as string).items as { type: number; content: { query: string } }[])
      .filter(({ type }) => type === 3)
      .map(({ content }) => content.query);

  it('asks the logs of its endpoints and apps, and the traces for tokens', () => {
    const asked = queries({ endpoints: ['triage'], apps: ['composer'] });
    expect(asked).toHaveLength(9);
    expect(asked.filter((query) => query.includes("in~ ('triage')"))).toHaveLength(4);
    expect(asked.filter((query) => query.includes("CsHost startswith 'composer'"))).toHaveLength(3);
    expect(asked.filter((query) => query.startsWith('AppDependencies'))).toHaveLength(2);
  });

  it('asks nothing about what there is not, and says what cannot be measured', () => {
    expect(queries({})).toHaveLength(2);
    expect(workbook({ unmeasured: ['on-aks'] }).data_json).toContain('no traffic log or metrics of: on-aks');
  });

  it('keeps its name, a GUID that follows from its title', () => {
    expect(workbook({}).name).toMatch(/^\$\{uuidv5\("url", .*contoso dev"\)\}$/);
    expect(() => workbook({ displayName: ' ' })).toThrow('displayName is empty');
  });
});

describe('a budget', () => {
  const budget = (props: object = {}) =>
    synthesized((stack) => {
      const { resourceGroup } = platformParts(stack);
      const required = { name: 'budget', amount: 500, from: '2027-01', emails: ['finance@contoso.com'] };
      new Budget(stack, 'month', { ...required, resourceGroup, ...props });
    }).resource('azurerm_consumption_budget_resource_group');

  it('sends mails at each threshold of a month', () => {
    expect(budget()).toMatchObject({
      amount: 500,
      time_grain: 'Monthly',
      time_period: { start_date: '2027-01-01T00:00:00Z' },
      notification: [
        { threshold: 80, operator: 'GreaterThanOrEqualTo', contact_emails: ['finance@contoso.com'] },
        { threshold: 100 },
      ],
    });
  });

  it.each([
    ['amount is 0, but must be above 0', { amount: 0 }],
    ['from is "2027-13"', { from: '2027-13' }],
    ['6 thresholds, but Azure takes 1 to 5', { thresholds: [1, 2, 3, 4, 5, 6] }],
    ['thresholds 0, 1001 must be whole percents', { thresholds: [0, 1001] }],
    ['name one percent twice', { thresholds: [80, 80] }],
    ['emails names nobody to tell', { emails: [] }],
  ])('refuses what Azure would: %s', (problem, props) => {
    expect(() => budget(props)).toThrow(problem);
  });
});

describe('a lock', () => {
  const lock = (props: object = {}) =>
    synthesized((stack) => {
      new Lock(stack, 'lock', { targetId: '/vault', ...props });
    }).resource('azurerm_management_lock');

  it('keeps its target from being deleted, by Terraform too', () => {
    expect(lock({ notes: 'Ask first' })).toMatchObject({
      name: 'llmops',
      scope: '/vault',
      lock_level: 'CanNotDelete',
      notes: 'Ask first',
      lifecycle: { prevent_destroy: true },
    });
  });

  it('refuses names and notes that Azure would', () => {
    expect(() => lock({ name: 'a/b', notes: 'x'.repeat(513) })).toThrow(
      /name "a\/b" must be.*notes has 513 characters/,
    );
  });
});

it('sends the logs of a registry and of blobs where they are asked for', () => {
  const json = synthesized((stack) => {
    const { resourceGroup, logAnalytics } = platformParts(stack);
    new ContainerRegistry(stack, 'logged-registry', { name: 'crlogged', resourceGroup, logAnalytics });
    new StorageAccount(stack, 'logged-storage', { name: 'stlogged', resourceGroup, logAnalytics });
  });
  const categories = (path: string) =>
    (json.resourceAt('azurerm_monitor_diagnostic_setting', path).enabled_log as Attributes[]).map(
      ({ category }) => category as string,
    );
  expect(categories('logged-registry/diagnostics/Resource')).toContain('ContainerRegistryRepositoryEvents');
  expect(categories('logged-storage/blob-diagnostics/Resource')).toEqual([
    'StorageRead',
    'StorageWrite',
    'StorageDelete',
  ]);
  expect(json.resourceAt('azurerm_monitor_diagnostic_setting', 'blob-diagnostics/Resource').target_resource_id).toMatch(
    /\/blobServices\/default$/,
  );
});

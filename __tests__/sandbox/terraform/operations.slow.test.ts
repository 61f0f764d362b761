import {
  deploymentBody,
  endpoint,
  endpointBody,
  group,
  storage,
  vault,
  workspaceGraph,
} from '../arm/sample-subscription';
import { unframed } from './printed';
import { type Config, terraformWorkspace, type TerraformWorkspace, withProviders } from './terraform-workspace';

const deployment = `${endpoint}/deployments/v001`;
const where = { resource_group_name: 'rg-contoso-dev', location: 'westeurope' };

let terraform: TerraformWorkspace;
beforeAll(async () => {
  terraform = await terraformWorkspace(async (directory) => {
    const graph = await workspaceGraph(directory);
    await graph.put(endpoint, endpointBody);
    await graph.put(deployment, { ...deploymentBody, sku: { name: 'Default', capacity: 1 } });
    return graph;
  });
});
afterAll(() => terraform.close());

const rule = (metric_name = 'CpuUtilizationPercentage') => ({
  metric_trigger: {
    metric_name,
    metric_resource_id: deployment,
    time_grain: 'PT1M',
    statistic: 'Average',
    time_window: 'PT5M',
    time_aggregation: 'Average',
    operator: 'GreaterThan',
    threshold: 70,
  },
  scale_action: { direction: 'Increase', type: 'ChangeCount', value: 1, cooldown: 'PT5M' },
});
const profile = (more: Config = {}) => ({
  name: 'default',
  capacity: { minimum: 1, default: 1, maximum: 5 },
  rule: [rule()],
  ...more,
});
const autoscale = (more: Config = {}) => ({
  ...where,
  name: 'as',
  target_resource_id: deployment,
  profile: [profile()],
  ...more,
});
const alert = (criteria: Config = {}, more: Config = {}) => ({
  name: 'alert',
  resource_group_name: 'rg-contoso-dev',
  scopes: [endpoint],
  criteria: {
    metric_namespace: 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints',
    metric_name: 'RequestsPerMinute',
    aggregation: 'Average',
    operator: 'GreaterThan',
    threshold: 5,
    dimension: [{ name: 'statusCode', operator: 'Include', values: ['429'] }],
    ...criteria,
  },
  action: { action_group_id: '${azurerm_monitor_action_group.mail.id}' },
  ...more,
});
const budget = (more: Config = {}) => ({
  name: 'budget',
  resource_group_id: group,
  amount: 500,
  time_period: { start_date: '2027-01-01T00:00:00Z' },
  notification: [{ threshold: 80, operator: 'GreaterThanOrEqualTo', contact_emails: ['ops@contoso.com'] }],
  ...more,
});
const workbook = (more: Config = {}) => ({
  ...where,
  name: '0f9d1c6e-7a0b-5a35-8f3e-6f2c2f1b7d11',
  display_name: 'Endpoints',
  data_json: '{"version":"Notebook/1.0","items":[]}',
  ...more,
});
const mail = {
  name: 'ag',
  resource_group_name: 'rg-contoso-dev',
  short_name: 'llmops',
  email_receiver: [{ name: 'ops', email_address: 'ops@contoso.com' }],
};
const everything = {
  azurerm_monitor_action_group: { mail },
  azurerm_monitor_metric_alert: { throttled: alert() },
  azurerm_monitor_autoscale_setting: { scale: autoscale() },
  azurerm_application_insights_workbook: { board: workbook() },
  azurerm_consumption_budget_resource_group: { month: budget() },
  azurerm_management_lock: { vault: { name: 'keep', scope: vault, lock_level: 'CanNotDelete' } },
};
const withOther = (type: keyof typeof everything, resource: Config): Config =>
  withProviders({ resource: { ...everything, [type]: { ...everything[type], other: resource } } });

async function refused(config: Config): Promise<string> {
  terraform.write(config);
  const { code, text } = await terraform.run('apply', '-auto-approve', '-no-color');
  expect(code).toBe(1);
  return unframed(text);
}

it('applies alerts, autoscale, a workbook, a budget and a lock', async () => {
  await terraform.apply(withProviders({ resource: everything }));
  expect((await terraform.plan()).text).toContain('No changes.');
  expect(terraform.graph.get(`${group}/providers/Microsoft.Insights/autoScaleSettings/as`)?.properties).toMatchObject({
    targetResourceUri: deployment,
    profiles: [{ capacity: { minimum: '1', maximum: '5', default: '1' }, rules: [{ scaleAction: { value: '1' } }] }],
  });
  expect(terraform.attributes('azurerm_consumption_budget_resource_group.month').time_period).toEqual([
    { start_date: '2027-01-01T00:00:00Z', end_date: '2037-01-01T00:00:00Z' },
  ]);
});

it('imports them by their ids', async () => {
  const imports = terraform.addresses().map((to) => ({ to, id: terraform.attributes(to).id }));
  expect((await terraform.run('state', 'rm', ...terraform.addresses())).code).toBe(0);
  const again = await terraform.apply(withProviders({ resource: everything, import: imports }));
  expect(again).toContain('6 imported, 0 added, 0 changed');
});

it('changes in place what Azure changes in place', async () => {
  const text = await terraform.apply(
    withProviders({
      resource: {
        ...everything,
        azurerm_monitor_metric_alert: { throttled: alert({ threshold: 9 }, { severity: 1 }) },
        azurerm_monitor_autoscale_setting: {
          scale: autoscale({
            profile: [
              profile({ capacity: { minimum: 2, default: 2, maximum: 9 }, rule: [] }),
              profile({ name: 'day', recurrence: { days: ['Monday'], hours: [8], minutes: [0] } }),
            ],
          }),
        },
        azurerm_application_insights_workbook: { board: workbook({ data_json: '{"items":[1]}' }) },
        azurerm_consumption_budget_resource_group: { month: budget({ amount: 700 }) },
      },
    }),
  );
  expect(text).toContain('0 added, 4 changed, 0 destroyed');
  expect((await terraform.plan()).text).toContain('No changes.');
});

it.each<[string, keyof typeof everything, Config, string]>([
  [
    'a metric that the resource does not have',
    'azurerm_monitor_metric_alert',
    alert({ metric_name: 'RequestsPerHour' }, { name: 'other' }),
    "Couldn't find a metric named RequestsPerHour",
  ],
  [
    'a dimension that the metric does not have',
    'azurerm_monitor_metric_alert',
    alert({ dimension: [{ name: 'status', operator: 'Include', values: ['429'] }] }, { name: 'other' }),
    'has no dimension status; it has deployment, statusCode, statusCodeClass, modelStatusCode',
  ],
  [
    'an alert on what does not exist',
    'azurerm_monitor_metric_alert',
    alert({}, { name: 'other', scopes: [`${endpoint}-none`] }),
    'which does not exist',
  ],
  [
    'a window shorter than its frequency',
    'azurerm_monitor_metric_alert',
    alert({}, { name: 'other', frequency: 'PT15M' }),
    'the window must not be shorter',
  ],
  [
    'autoscale of a deployment that does not exist',
    'azurerm_monitor_autoscale_setting',
    autoscale({ name: 'other', target_resource_id: `${endpoint}/deployments/v009` }),
    "/deployments/v009', which does not exist",
  ],
  [
    'a second setting for one deployment',
    'azurerm_monitor_autoscale_setting',
    autoscale({ name: 'other' }),
    "has an autoscale setting already: 'as'",
  ],
  [
    'bounds that the deployment cannot have',
    'azurerm_monitor_autoscale_setting',
    autoscale({ profile: [profile({ capacity: { minimum: 1, default: 1, maximum: 60 } })] }),
    'a deployment has 1 to 50',
  ],
  [
    'a default outside the bounds',
    'azurerm_monitor_autoscale_setting',
    autoscale({ profile: [profile({ capacity: { minimum: 2, default: 1, maximum: 3 } })] }),
    'minimum 2, default 1 and maximum 3',
  ],
  [
    'a metric that deployments do not have',
    'azurerm_monitor_autoscale_setting',
    autoscale({ profile: [profile({ rule: [rule('CpuPercentage')] })] }),
    "Couldn't find a metric named CpuPercentage",
  ],
  [
    'a time zone that is not named as Windows does',
    'azurerm_monitor_autoscale_setting',
    autoscale({
      profile: [profile({ recurrence: { timezone: 'Europe/Berlin', days: ['Monday'], hours: [8], minutes: [0] } })],
    }),
    'got Europe/Berlin',
  ],
  [
    'a budget that begins within a month',
    'azurerm_consumption_budget_resource_group',
    budget({ name: 'other', time_period: { start_date: '2027-01-18T00:00:00Z' } }),
    'must be first of the month, got day 18',
  ],
  [
    'a workbook that is no JSON, under a name that is no GUID',
    'azurerm_application_insights_workbook',
    workbook({ name: 'board', data_json: 'items' }),
    'to be a valid UUID, got board',
  ],
])('refuses %s', async (_, type, resource, message) => {
  // The deployment takes one setting: its own is replaced by the one that is to be refused.
  const replaced = type === 'azurerm_monitor_autoscale_setting' && resource.name === 'as';
  const config = replaced
    ? withProviders({ resource: { ...everything, [type]: { scale: resource } } })
    : withOther(type, resource);
  expect(await refused(config)).toContain(message);
});

it('refuses more profiles and rules than Azure takes', async () => {
  const profiles = Array.from({ length: 21 }, (_, index) => profile({ name: `p${index}` }));
  const setting = `${group}/providers/Microsoft.Insights/autoScaleSettings/as`;
  const body = terraform.graph.get(setting)!;
  const put = (properties: object) =>
    terraform.graph.put(setting, { ...body, properties: { ...body.properties, ...properties } });
  await expect(put({ profiles })).rejects.toThrow('21 profiles');
  const [first] = body.properties.profiles as Config[];
  await expect(put({ profiles: [{ ...first, rules: Array(11).fill({}) }] })).rejects.toThrow('11 rules');
});

it('deletes nothing that is locked, below it or around it, until the lock is gone', async () => {
  const { graph } = terraform;
  const below = `${vault}/providers/Microsoft.Insights/diagnosticSettings/llmops`;
  await graph.put(below, { properties: {} });
  for (const id of [vault, below, group]) {
    await expect(graph.delete(id)).rejects.toMatchObject({ status: 409, code: 'ScopeLocked' });
  }
  expect(await graph.delete(storage)).toBe(true);
  await terraform.apply(withProviders({ resource: { azurerm_monitor_action_group: { mail } } }));
  expect(await graph.delete(below)).toBe(true);
  expect(await graph.delete(vault)).toBe(true);
});

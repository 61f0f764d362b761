import { type WorkbookQuery } from './workbook';

const unit = 'bin(TimeGenerated, {TimeRange:grain})';

/**
 * Requests, failures and latency of managed endpoints by deployment, from their traffic log.
 * Table AmlOnlineEndpointTrafficLog of Azure Monitor's reference.
 */
export function endpointQueries(endpoints: readonly string[]): WorkbookQuery[] {
  const log = `AmlOnlineEndpointTrafficLog | where EndpointName in~ (${texts(endpoints)})`;
  const by = `by Deployment = strcat(EndpointName, '/', DeploymentName)`;
  return [
    {
      name: 'endpoint requests',
      title: 'Requests by deployment',
      visualization: 'timechart',
      query: `${log} | summarize Requests = count() ${by}, ${unit}`,
    },
    {
      name: 'endpoint errors',
      title: 'Failed requests by deployment',
      visualization: 'timechart',
      query: `${log} | summarize Failed = countif(toint(ResponseCode) >= 400) ${by}, ${unit}`,
    },
    {
      name: 'endpoint latency',
      title: 'Latency by deployment: 95th percentile, in milliseconds',
      visualization: 'timechart',
      query: `${log} | summarize P95 = percentile(TotalDurationMs, 95) ${by}, ${unit}`,
    },
    {
      name: 'endpoint overview',
      title: 'Deployments in that time',
      visualization: 'table',
      query: `${log} | summarize Requests = count(), Failed = countif(toint(ResponseCode) >= 400), Throttled = countif(toint(ResponseCode) == 429), P50 = percentile(TotalDurationMs, 50), P95 = percentile(TotalDurationMs, 95) by Endpoint = EndpointName, Deployment = DeploymentName | order by Requests desc`,
    },
  ];
}

/** The same of apps, from their HTTP log; slots stand under host names of their own. Table AppServiceHTTPLogs. */
export function appQueries(apps: readonly string[]): WorkbookQuery[] {
  // The host of a slot is `<app>-<slot>.azurewebsites.net`.
  const log = `AppServiceHTTPLogs | where ${apps.map((app) => `CsHost startswith ${text(app)}`).join(' or ')}`;
  return [
    {
      name: 'app requests',
      title: 'Requests by app',
      visualization: 'timechart',
      query: `${log} | summarize Requests = count() by CsHost, ${unit}`,
    },
    {
      name: 'app errors',
      title: 'Failed requests by app',
      visualization: 'timechart',
      query: `${log} | summarize Failed = countif(ScStatus >= 400) by CsHost, ${unit}`,
    },
    {
      name: 'app latency',
      title: 'Latency by app: 95th percentile, in milliseconds',
      visualization: 'timechart',
      query: `${log} | summarize P95 = percentile(TimeTaken, 95) by CsHost, ${unit}`,
    },
  ];
}

/** What models used, from the traces of flows that send them to Application Insights. Table AppDependencies. */
export const tokenQueries: readonly WorkbookQuery[] = [
  {
    name: 'tokens',
    title: 'Tokens by model, where traces have them',
    visualization: 'timechart',
    query: `AppDependencies | extend Tokens = tolong(Properties['llm.usage.total_tokens']), Model = tostring(Properties['llm.response.model']) | where isnotnull(Tokens) | summarize Tokens = sum(Tokens) by Model, ${unit}`,
  },
  {
    name: 'token overview',
    title: 'Tokens in that time, where traces have them',
    visualization: 'table',
    query: `AppDependencies | extend Prompt = tolong(Properties['llm.usage.prompt_tokens']), Completion = tolong(Properties['llm.usage.completion_tokens']), Model = tostring(Properties['llm.response.model']) | where isnotnull(Prompt) or isnotnull(Completion) | summarize Calls = count(), Prompt = sum(Prompt), Completion = sum(Completion) by Model, Role = AppRoleName | order by Calls desc`,
  },
];

function texts(values: readonly string[]): string {
  return values.map(text).join(', ');
}

/** Names of Azure resources hold no quote; what else is given must not end the text. */
function text(value: string): string {
  return `'${value.replace(/['\\]/g, '\\$&')}'`;
}

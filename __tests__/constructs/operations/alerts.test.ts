import { AlertReceivers, EndpointAlerts, type EndpointAlertsProps } from '../../../constructs';
import { platformParts } from '../platform-parts';
import { synthesized } from '../synthesized';

describe('alerts', () => {
  const alerts = (props: Partial<EndpointAlertsProps>) =>
    synthesized((stack) => {
      const { resourceGroup } = platformParts(stack);
      new EndpointAlerts(stack, 'alerts', {
        name: 'alert-triage',
        resourceGroup,
        endpoint: { kind: 'managed-endpoint', id: '/endpoint' },
        receivers: AlertReceivers.fromAlertReceiversId(stack, 'receivers', '/group'),
        ...props,
      });
    });

  it('watch the latency of each deployment, failures and refusals of an endpoint', () => {
    const json = alerts({ latencyMs: 3000, errorsPerMinute: 5, throttledPerMinute: 2 });
    expect(json.resourceAt('azurerm_monitor_metric_alert', 'latency')).toMatchObject({
      name: 'alert-triage-latency',
      scopes: ['/endpoint'],
      action: [{ action_group_id: '/group' }],
      criteria: [
        { metric_name: 'RequestLatency_P95', threshold: 3000, dimension: [{ name: 'deployment', values: ['*'] }] },
      ],
    });
    expect(json.resourceAt('azurerm_monitor_metric_alert', 'errors').criteria).toMatchObject([
      { metric_name: 'RequestsPerMinute', threshold: 5, dimension: [{ name: 'statusCode' }] },
    ]);
    expect(json.resourceAt('azurerm_monitor_metric_alert', 'throttling').criteria).toMatchObject([
      { threshold: 2, dimension: [{ name: 'statusCode', values: ['429'] }] },
    ]);
  });

  it('watch apps by the metrics that App Service has, in its units', () => {
    const json = alerts({ endpoint: { kind: 'app-service', id: '/app' }, latencyMs: 3000, errorsPerMinute: 5 });
    expect(json.resourceAt('azurerm_monitor_metric_alert', 'latency').criteria).toMatchObject([
      { metric_namespace: 'Microsoft.Web/sites', metric_name: 'HttpResponseTime', threshold: 3 },
    ]);
    expect(json.resourceAt('azurerm_monitor_metric_alert', 'errors')).toMatchObject({
      window_size: 'PT5M',
      criteria: [{ metric_name: 'Http5xx', aggregation: 'Total', threshold: 25 }],
    });
  });

  it('are refused where nothing is to be watched, or nothing is measured', () => {
    expect(() => alerts({})).toThrow('alerts need latencyMs, errorsPerMinute or throttledPerMinute');
    const app = { kind: 'app-service', id: '/app' } as const;
    expect(() => alerts({ endpoint: app, throttledPerMinute: 1 })).toThrow('no metric of answers 429');
  });

  it('go to people by mail', () => {
    const receivers = (emails: string[], shortName?: string) =>
      synthesized((stack) => {
        const { resourceGroup } = platformParts(stack);
        new AlertReceivers(stack, 'ops', { name: 'ag', resourceGroup, emails, ...(shortName && { shortName }) });
      }).resource('azurerm_monitor_action_group');
    expect(receivers(['ops@contoso.com'])).toMatchObject({
      short_name: 'llmops',
      email_receiver: [{ email_address: 'ops@contoso.com', use_common_alert_schema: true }],
    });
    expect(() => receivers([])).toThrow('emails names nobody to tell');
    expect(() => receivers(['a@b.c', 'a@b.c'])).toThrow('emails names a@b.c more than once');
    expect(() => receivers(['a@b.c'], 'ml-platform-prod')).toThrow('must have 1-12 characters');
  });
});

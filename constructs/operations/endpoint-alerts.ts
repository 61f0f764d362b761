import { MonitorMetricAlert, type MonitorMetricAlertCriteria } from '@cdktf/provider-azurerm/lib/monitor-metric-alert';
import { Construct } from 'constructs';
import { badName } from '../azure-name';
import { notWithin, refuse } from '../props';
import { type IResourceGroup } from '../resource-group';
import { type IAlertReceivers } from './alert-receivers';

/** What Azure Monitor measures. It has no metrics of Kubernetes endpoints. */
export interface MeasuredEndpoint {
  readonly kind: 'managed-endpoint' | 'app-service';
  readonly id: string;
}

export interface EndpointAlertsProps {
  /** Begin of the alerts' names: 1-250 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  readonly endpoint: MeasuredEndpoint;
  readonly receivers: IAlertReceivers;
  /**
   * Milliseconds above which an alert is raised: the 95th percentile of each deployment of an endpoint, the average of
   * an app, which has no percentiles. @default - no alert
   */
  readonly latencyMs?: number;
  /** Failed requests a minute, on average over five, above which an alert is raised. @default - no alert */
  readonly errorsPerMinute?: number;
  /** Answers 429 a minute, on average over five; apps do not measure them. @default - no alert */
  readonly throttledPerMinute?: number;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

type Criteria = Omit<MonitorMetricAlertCriteria, 'operator' | 'threshold'>;

interface Measure extends Criteria {
  /** Threshold by the unit of the prop. */
  readonly perUnit: number;
}

type Measured = Readonly<Partial<Record<'latency' | 'errors' | 'throttling', Measure>>>;

const endpoints = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints';
const windowMinutes = 5;

/** Requests with these answers; each is counted for itself, as Azure Monitor does not add up values of a dimension. */
function requests(...statusCodes: readonly string[]): Measure {
  return {
    metricNamespace: endpoints,
    metricName: 'RequestsPerMinute',
    aggregation: 'Average',
    dimension: [{ name: 'statusCode', operator: 'Include', values: [...statusCodes] }],
    perUnit: 1,
  };
}

/** Metrics and dimensions by kind, from Azure Monitor's reference of supported metrics. */
const measures: Readonly<Record<MeasuredEndpoint['kind'], Measured>> = {
  'managed-endpoint': {
    latency: {
      metricNamespace: endpoints,
      metricName: 'RequestLatency_P95',
      aggregation: 'Average',
      dimension: [{ name: 'deployment', operator: 'Include', values: ['*'] }],
      perUnit: 1,
    },
    // 424: the flow failed. 408: it took too long. Other 4xx are the callers' mistakes.
    errors: requests('408', '424', '500', '502', '503', '504'),
    throttling: requests('429'),
  },
  'app-service': {
    latency: {
      metricNamespace: 'Microsoft.Web/sites',
      metricName: 'HttpResponseTime',
      aggregation: 'Average',
      perUnit: 1 / 1000,
    },
    errors: {
      metricNamespace: 'Microsoft.Web/sites',
      metricName: 'Http5xx',
      aggregation: 'Total',
      perUnit: windowMinutes,
    },
  },
};

/** Alerts on what callers of an endpoint or an app notice: slow answers, failures, refusals for load. */
export class EndpointAlerts extends Construct {
  constructor(scope: Construct, id: string, props: EndpointAlertsProps) {
    super(scope, id);
    const { latencyMs, errorsPerMinute, throttledPerMinute, endpoint } = props;
    const measured = measures[endpoint.kind];
    const most = Number.MAX_SAFE_INTEGER;
    refuse(this, [
      badName('monitorResource', `${props.name}-throttling`),
      notWithin('latencyMs', latencyMs, 1, most),
      notWithin('errorsPerMinute', errorsPerMinute, 1, most),
      notWithin('throttledPerMinute', throttledPerMinute, 1, most),
      [latencyMs, errorsPerMinute, throttledPerMinute].every((bound) => bound === undefined) &&
        'alerts need latencyMs, errorsPerMinute or throttledPerMinute',
      throttledPerMinute !== undefined &&
        !measured.throttling &&
        'throttledPerMinute: App Service has no metric of answers 429',
    ]);
    this.#add('latency', 2, 'slow answers', measured.latency, latencyMs, props);
    this.#add('errors', 1, 'failed requests', measured.errors, errorsPerMinute, props);
    this.#add('throttling', 2, 'requests refused for load', measured.throttling, throttledPerMinute, props);
  }

  #add(
    id: string,
    severity: number,
    what: string,
    measure: Measure | undefined,
    bound: number | undefined,
    { name, resourceGroup, endpoint, receivers, tags }: EndpointAlertsProps,
  ): void {
    if (!measure || bound === undefined) return;
    const { perUnit, ...criteria } = measure;
    new MonitorMetricAlert(this, id, {
      name: `${name}-${id}`,
      description: `${name}: ${what}`,
      resourceGroupName: resourceGroup.name,
      scopes: [endpoint.id],
      severity,
      frequency: 'PT1M',
      windowSize: `PT${windowMinutes}M`,
      // An endpoint that was just made has sent no metric yet, and Azure would not know its dimensions.
      criteria: [{ ...criteria, operator: 'GreaterThan', threshold: bound * perUnit, skipMetricValidation: true }],
      action: [{ actionGroupId: receivers.id }],
      ...(tags && { tags }),
    });
  }
}

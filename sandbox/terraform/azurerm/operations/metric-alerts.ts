import { type Json, type JsonObject, objectOf, objectsOf } from '../../../arm';
import { type Behaviour } from '../../behaviour/behaviour';
import { property, translated } from '../../behaviour/fields';
import { inResourceGroup } from '../../behaviour/ids';
import { given } from './json-lists';

const armType = 'Microsoft.Insights/metricAlerts';

const criteriaType = 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria';

/** Static thresholds stand in ARM; dynamic ones and web tests are kept as Terraform has them. */
export const metricAlert: Behaviour = {
  type: 'azurerm_monitor_metric_alert',
  binding: 'monitor-metric-alert',
  armType,
  id: inResourceGroup(armType),
  forceNew: ['name', 'resource_group_name', 'target_resource_type'],
  defaults: {
    enabled: true,
    auto_mitigate: true,
    severity: 3,
    frequency: 'PT1M',
    window_size: 'PT5M',
    'criteria.skip_metric_validation': false,
  },
  fields: {
    enabled: property('enabled'),
    auto_mitigate: property('autoMitigate'),
    description: property('description'),
    severity: property('severity'),
    frequency: property('evaluationFrequency'),
    window_size: property('windowSize'),
    scopes: property('scopes'),
    criteria: translated(
      'criteria',
      (criteria) => ({ 'odata.type': criteriaType, allOf: objectsOf(criteria).map(criterionToArm) }),
      (criteria) => objectsOf(objectOf(criteria).allOf).map(criterionFromArm),
    ),
    action: translated(
      'actions',
      (actions) =>
        objectsOf(actions).map(({ action_group_id: actionGroupId, webhook_properties: webHookProperties }) =>
          given({ actionGroupId, webHookProperties }),
        ),
      (actions) =>
        objectsOf(actions).map(({ actionGroupId, webHookProperties }) => ({
          action_group_id: actionGroupId ?? null,
          webhook_properties: webHookProperties ?? null,
        })),
    ),
  },
  allowed: {
    frequency: ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'],
    window_size: ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'],
  },
  computed: ({ attributes }) => ({
    target_resource_type: attributes.target_resource_type ?? '',
    target_resource_location: attributes.target_resource_location ?? '',
  }),
};

function criterionToArm(criterion: JsonObject, index: number): JsonObject {
  return given({
    name: `Metric${index + 1}`,
    criterionType: 'StaticThresholdCriterion',
    metricNamespace: criterion.metric_namespace,
    metricName: criterion.metric_name,
    timeAggregation: criterion.aggregation,
    operator: criterion.operator,
    threshold: criterion.threshold,
    skipMetricValidation: criterion.skip_metric_validation,
    dimensions: objectsOf(criterion.dimension).map(({ name, operator, values }) => given({ name, operator, values })),
  });
}

function criterionFromArm(criterion: JsonObject): Json {
  return {
    metric_namespace: criterion.metricNamespace ?? null,
    metric_name: criterion.metricName ?? null,
    aggregation: criterion.timeAggregation ?? null,
    operator: criterion.operator ?? null,
    threshold: criterion.threshold ?? null,
    skip_metric_validation: criterion.skipMetricValidation === true,
    dimension: objectsOf(criterion.dimensions).map(({ name, operator, values }) => ({
      name: name ?? null,
      operator: operator ?? null,
      values: values ?? [],
    })),
  };
}

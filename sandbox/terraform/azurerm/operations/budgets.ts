import { type Json, type JsonObject, objectOf, objectsOf, textOf } from '../../../arm';
import { type Behaviour } from '../../behaviour/behaviour';
import { property, translated } from '../../behaviour/fields';
import { text } from '../../behaviour/ids';
import { toJsonObject } from '../../protocol/dynamic-json';
import { type Diagnostic } from '../../provider';
import { blockOf, given } from './json-lists';

const armType = 'Microsoft.Consumption/budgets';
const suffix = /\/providers\/Microsoft\.Consumption\/budgets\/[^/]+$/i;

/** Filters are kept as Terraform has them. */
export const resourceGroupBudget: Behaviour = {
  type: 'azurerm_consumption_budget_resource_group',
  binding: 'consumption-budget-resource-group',
  armType,
  id: {
    build: ({ name, resource_group_id: group }) => `${text(group)}/providers/${armType}/${text(name)}`,
    attributes: (armId) => ({ name: armId.split('/').at(-1) ?? null, resource_group_id: armId.replace(suffix, '') }),
  },
  forceNew: ['name', 'resource_group_id', 'time_grain', 'time_period'],
  defaults: {
    time_grain: 'Monthly',
    'notification.enabled': true,
    'notification.threshold_type': 'Actual',
  },
  fields: {
    amount: property('amount'),
    time_grain: property('timeGrain'),
    time_period: translated(
      'timePeriod',
      (period) => {
        const { start_date: startDate, end_date: endDate } = blockOf(period);
        return given({ startDate, endDate: endDate ?? tenYearsAfter(startDate) });
      },
      (period) => {
        const { startDate, endDate } = objectOf(period);
        return [{ start_date: startDate ?? null, end_date: endDate ?? null }];
      },
    ),
    notification: translated(
      'notifications',
      (notifications) => Object.fromEntries(objectsOf(notifications).map(notificationToArm)),
      (notifications) => Object.values(objectOf(notifications)).map((one) => notificationFromArm(objectOf(one))),
    ),
  },
  properties: () => ({ category: 'Cost' }),
  allowed: { time_grain: ['BillingAnnual', 'BillingMonth', 'BillingQuarter', 'Annually', 'Monthly', 'Quarterly'] },
  check: (config) => startFaults(toJsonObject({ period: config.time_period ?? null }).period),
  computed: ({ resource }) => ({ etag: `"${textOf(resource.properties.amount)}"` }),
};

function notificationToArm(notification: JsonObject): [string, JsonObject] {
  const { enabled, operator, threshold, threshold_type: thresholdType } = notification;
  return [
    `${textOf(thresholdType)}_${textOf(operator)}_${textOf(threshold)}_Percent`,
    given({
      enabled,
      operator,
      threshold,
      thresholdType,
      contactEmails: notification.contact_emails,
      contactGroups: notification.contact_groups,
      contactRoles: notification.contact_roles,
    }),
  ];
}

function notificationFromArm(notification: JsonObject): JsonObject {
  return {
    enabled: notification.enabled === true,
    operator: notification.operator ?? null,
    threshold: notification.threshold ?? null,
    threshold_type: notification.thresholdType ?? null,
    contact_emails: notification.contactEmails ?? null,
    contact_groups: notification.contactGroups ?? null,
    contact_roles: notification.contactRoles ?? null,
  };
}

function tenYearsAfter(start: Json | undefined): string {
  const date = new Date(textOf(start));
  date.setUTCFullYear(date.getUTCFullYear() + 10);
  return date.toISOString().replace('.000', '');
}

function startFaults(period: Json | undefined): Diagnostic[] {
  const { start_date: start } = blockOf(period);
  if (typeof start !== 'string') return [];
  const day = /^\d{4}-\d\d-(\d\d)T/.exec(start)?.[1];
  if (day === '01') return [];
  const detail =
    day === undefined
      ? `"time_period.0.start_date" must be a date as RFC 3339 writes it, got ${start}`
      : `"time_period.0.start_date" must be first of the month, got day ${Number(day)}`;
  return [{ severity: 'error', summary: 'Invalid value for an argument', detail, attribute: 'time_period' }];
}

import { type Rule } from '../rule';
import { autoscaleSettings } from './autoscale-settings';
import { budgets } from './budgets';
import { managementLocks } from './management-locks';
import { metricAlerts } from './metric-alerts';

export const operations: readonly Rule[] = [
  { type: 'Microsoft.Insights/actionGroups' },
  { type: 'Microsoft.Insights/workbooks' },
  metricAlerts,
  autoscaleSettings,
  budgets,
  managementLocks,
];

import { type Behaviour } from '../../behaviour/behaviour';
import { actionGroup } from './action-groups';
import { autoscaleSetting } from './autoscale-settings';
import { resourceGroupBudget } from './budgets';
import { managementLock } from './management-locks';
import { metricAlert } from './metric-alerts';
import { workbook } from './workbooks';

/** What watches over an environment: alerts, autoscale, dashboards, budgets, locks. */
export const operations: readonly Behaviour[] = [
  actionGroup,
  metricAlert,
  autoscaleSetting,
  workbook,
  resourceGroupBudget,
  managementLock,
];

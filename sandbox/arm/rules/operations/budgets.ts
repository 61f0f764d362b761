import { objectOf, textOf } from '../../json-values';
import { badRequest } from '../refusals';
import { type Rule } from '../rule';

const mostNotifications = 5;

/** Budgets of resource groups. The sandbox knows no costs. */
export const budgets: Rule = {
  type: 'Microsoft.Consumption/budgets',
  extension: true,
  name: { pattern: /^[\w-]{1,63}$/, says: '1 to 63 letters, digits, dashes and underscores' },
  check({ properties, existing }) {
    const start = textOf(objectOf(properties.timePeriod).startDate);
    if (!/^\d{4}-\d\d-01T/.test(start)) {
      throw badRequest('400', `Start date '${start}' of a budget must be the first day of a month.`);
    }
    const before = objectOf(existing?.properties.timePeriod).startDate;
    if (before !== undefined && before !== start) {
      throw badRequest('400', 'Start date of budgets cannot be updated. Please delete and create a new budget.');
    }
    const count = Object.keys(objectOf(properties.notifications)).length;
    if (count > mostNotifications) {
      throw badRequest('400', `A budget has at most ${mostNotifications} notifications, not ${count}.`);
    }
  },
};

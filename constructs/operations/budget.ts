import { ConsumptionBudgetResourceGroup } from '@cdktf/provider-azurerm/lib/consumption-budget-resource-group';
import { Construct } from 'constructs';
import { badName } from '../azure-name';
import { refuse } from '../props';
import { type IResourceGroup } from '../resource-group';

export interface BudgetProps {
  /** 1-63 characters. A change makes a new budget. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** For each month, in the subscription's currency. */
  readonly amount: number;
  /**
   * First month, `YYYY-MM`. Azure refuses a new budget that begins before the current month or more than a year later.
   * A change makes a new budget.
   */
  readonly from: string;
  /** Percent of the amount at which mails are sent; 1-5 of them, from 1 to 1000. @default [80, 100] */
  readonly thresholds?: readonly number[];
  /** Mail addresses. */
  readonly emails: readonly string[];
}

/** A monthly budget of a resource group: it tells people, and stops nothing. */
export class Budget extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    const { amount, from, thresholds = [80, 100], emails } = props;
    const outside = thresholds.filter((percent) => !Number.isInteger(percent) || percent < 1 || percent > 1000);
    refuse(this, [
      badName('budget', props.name),
      !(amount > 0) && `amount is ${amount}, but must be above 0`,
      !/^20\d\d-(0[1-9]|1[0-2])$/.test(from) && `from is "${from}", but must be a month such as 2027-01`,
      (thresholds.length < 1 || thresholds.length > 5) && `${thresholds.length} thresholds, but Azure takes 1 to 5`,
      outside.length > 0 && `thresholds ${outside.join(', ')} must be whole percents from 1 to 1000`,
      new Set(thresholds).size < thresholds.length && `thresholds ${thresholds.join(', ')} name one percent twice`,
      emails.length === 0 && 'emails names nobody to tell',
    ]);
    this.id = new ConsumptionBudgetResourceGroup(this, 'Resource', {
      name: props.name,
      resourceGroupId: props.resourceGroup.id,
      amount,
      timeGrain: 'Monthly',
      timePeriod: { startDate: `${from}-01T00:00:00Z` },
      notification: thresholds.map((threshold) => ({
        enabled: true,
        threshold,
        operator: 'GreaterThanOrEqualTo',
        thresholdType: 'Actual',
        contactEmails: [...emails],
      })),
    }).id;
  }
}

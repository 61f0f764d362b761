import { objectsOf } from '../../../arm';
import { type Behaviour } from '../../behaviour/behaviour';
import { property, translated } from '../../behaviour/fields';
import { inResourceGroup } from '../../behaviour/ids';
import { given } from './json-lists';

const armType = 'Microsoft.Insights/actionGroups';

/** Receivers other than mail addresses are kept as Terraform has them. */
export const actionGroup: Behaviour = {
  type: 'azurerm_monitor_action_group',
  binding: 'monitor-action-group',
  armType,
  id: inResourceGroup(armType),
  forceNew: ['name', 'resource_group_name', 'location'],
  defaults: {
    enabled: true,
    location: 'global',
    'email_receiver.use_common_alert_schema': false,
  },
  fields: {
    enabled: property('enabled'),
    short_name: property('groupShortName'),
    email_receiver: translated(
      'emailReceivers',
      (receivers) =>
        objectsOf(receivers).map(
          ({ name, email_address: emailAddress, use_common_alert_schema: useCommonAlertSchema }) =>
            given({ name, emailAddress, useCommonAlertSchema }),
        ),
      (receivers) =>
        objectsOf(receivers).map(({ name, emailAddress, useCommonAlertSchema }) => ({
          name: name ?? null,
          email_address: emailAddress ?? null,
          use_common_alert_schema: useCommonAlertSchema === true,
        })),
    ),
  },
  check: ({ short_name: name }) =>
    typeof name !== 'string' || (name.length >= 1 && name.length <= 12)
      ? []
      : [
          {
            severity: 'error',
            summary: 'Invalid value for an argument',
            detail: `expected length of short_name to be in the range (1 - 12), got ${name}`,
            attribute: 'short_name',
          },
        ],
};

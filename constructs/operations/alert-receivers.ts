import { MonitorActionGroup } from '@cdktf/provider-azurerm/lib/monitor-action-group';
import { Construct, type IConstruct } from 'constructs';
import { badName } from '../azure-name';
import { refuse } from '../props';
import { type IResourceGroup } from '../resource-group';

export interface IAlertReceivers extends IConstruct {
  /** ARM id of the action group. */
  readonly id: string;
}

export interface AlertReceiversProps {
  /** 1-260 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** 1-12 characters, which mails and messages show. @default "llmops" */
  readonly shortName?: string;
  /** Mail addresses, each once. */
  readonly emails: readonly string[];
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** Who is told of alerts: an Azure Monitor action group that sends mails. */
export class AlertReceivers extends Construct implements IAlertReceivers {
  /** An action group that exists already. */
  static fromAlertReceiversId(scope: Construct, id: string, actionGroupId: string): IAlertReceivers {
    return Object.assign(new Construct(scope, id), { id: actionGroupId });
  }

  readonly id: string;

  constructor(scope: Construct, id: string, props: AlertReceiversProps) {
    super(scope, id);
    const { shortName = 'llmops', emails } = props;
    const doubled = emails.filter((email, index) => emails.indexOf(email) !== index);
    refuse(this, [
      badName('monitorResource', props.name),
      (shortName.length < 1 || shortName.length > 12) && `shortName "${shortName}" must have 1-12 characters`,
      emails.length === 0 && 'emails names nobody to tell',
      doubled.length > 0 && `emails names ${doubled.join(', ')} more than once`,
    ]);
    this.id = new MonitorActionGroup(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      shortName,
      emailReceiver: emails.map((emailAddress) => ({
        name: emailAddress,
        emailAddress,
        useCommonAlertSchema: true,
      })),
      ...(props.tags && { tags: props.tags }),
    }).id;
  }
}

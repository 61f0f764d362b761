import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { Construct, type IConstruct } from 'constructs';
import { badName } from './azure-name';
import { notWithin, refuse } from './props';
import { type IResourceGroup } from './resource-group';

export interface ILogAnalytics extends IConstruct {
  readonly id: string;
}

export interface LogAnalyticsProps {
  /** 4-63 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** Valid range: 30-730. @default 30 */
  readonly retentionDays?: number;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** The store of logs, which Application Insights and the diagnostic settings write to. */
export class LogAnalytics extends Construct implements ILogAnalytics {
  /** A Log Analytics workspace that exists already. */
  static fromLogAnalyticsId(scope: Construct, id: string, logAnalyticsId: string): ILogAnalytics {
    return Object.assign(new Construct(scope, id), { id: logAnalyticsId });
  }

  readonly id: string;

  constructor(scope: Construct, id: string, props: LogAnalyticsProps) {
    super(scope, id);
    refuse(this, [badName('logAnalytics', props.name), notWithin('retentionDays', props.retentionDays, 30, 730)]);
    this.id = new LogAnalyticsWorkspace(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      sku: 'PerGB2018',
      retentionInDays: props.retentionDays ?? 30,
      ...(props.tags && { tags: props.tags }),
    }).id;
  }
}

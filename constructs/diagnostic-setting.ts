import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { Construct } from 'constructs';
import { type ILogAnalytics } from './log-analytics';

export interface DiagnosticSettingProps {
  /** Id of the resource whose logs are sent. */
  readonly targetId: string;
  readonly logAnalytics: ILogAnalytics;
  /** Log categories by name: groups such as `allLogs` are not offered by every Azure ML resource. */
  readonly categories: readonly string[];
}

/** Sends a resource's logs to Log Analytics, each category to a table of its own. */
export class DiagnosticSetting extends Construct {
  constructor(scope: Construct, id: string, props: DiagnosticSettingProps) {
    super(scope, id);
    new MonitorDiagnosticSetting(this, 'Resource', {
      name: 'llmops',
      targetResourceId: props.targetId,
      logAnalyticsWorkspaceId: props.logAnalytics.id,
      logAnalyticsDestinationType: 'Dedicated',
      enabledLog: props.categories.map((category) => ({ category })),
    });
  }
}

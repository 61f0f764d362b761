import { ApplicationInsights as AzurermApplicationInsights } from '@cdktf/provider-azurerm/lib/application-insights';
import { Construct, type IConstruct } from 'constructs';
import { badName } from './azure-name';
import { type ILogAnalytics } from './log-analytics';
import { refuse } from './props';
import { type IResourceGroup } from './resource-group';

export interface IApplicationInsights extends IConstruct {
  readonly id: string;
}

export interface ApplicationInsightsProps {
  /** 1-255 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** Where its data is kept. */
  readonly logAnalytics: ILogAnalytics;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** Traces and metrics of the deployments. */
export class ApplicationInsights extends Construct implements IApplicationInsights {
  /** An Application Insights component that exists already. */
  static fromApplicationInsightsId(scope: Construct, id: string, applicationInsightsId: string): IApplicationInsights {
    return Object.assign(new Construct(scope, id), { id: applicationInsightsId });
  }

  readonly id: string;

  constructor(scope: Construct, id: string, props: ApplicationInsightsProps) {
    super(scope, id);
    refuse(this, [badName('applicationInsights', props.name)]);
    this.id = new AzurermApplicationInsights(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      workspaceId: props.logAnalytics.id,
      applicationType: 'web',
      ...(props.tags && { tags: props.tags }),
    }).id;
  }
}

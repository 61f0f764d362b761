import { ApplicationInsightsWorkbook } from '@cdktf/provider-azurerm/lib/application-insights-workbook';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { type ILogAnalytics } from '../log-analytics';
import { refuse } from '../props';
import { type IResourceGroup } from '../resource-group';
import { appQueries, endpointQueries, tokenQueries } from './dashboard-queries';
import { queryItem, serializedWorkbook, textItem, timeRangeItem, type WorkbookItem } from './workbook';

export interface DashboardProps {
  /** Its title, unique in the resource group. A change makes a new workbook. */
  readonly displayName: string;
  readonly resourceGroup: IResourceGroup;
  /** Where the logs of the endpoints and apps and the traces of the flows are. */
  readonly logAnalytics: ILogAnalytics;
  /** Names of managed endpoints that send their traffic log there. @default - none */
  readonly endpoints?: readonly string[];
  /** Names of App Service apps that send their HTTP log there. @default - none */
  readonly apps?: readonly string[];
  /** Names of endpoints of which Azure has no numbers, such as Kubernetes endpoints: it says so. @default - none */
  readonly unmeasured?: readonly string[];
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** A workbook with the requests, failures and latency of endpoints and apps, and the tokens that their flows used. */
export class Dashboard extends Construct {
  readonly id: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { displayName, resourceGroup, logAnalytics } = props;
    refuse(this, [displayName.trim() === '' && 'displayName is empty']);
    this.id = new ApplicationInsightsWorkbook(this, 'Resource', {
      // Azure wants a GUID; this one stays the same.
      name: Fn.uuidv5('url', `${resourceGroup.id}/workbooks/${displayName}`),
      displayName,
      resourceGroupName: resourceGroup.name,
      location: resourceGroup.location,
      dataJson: serializedWorkbook(logAnalytics.id, items(props)),
      ...(props.tags && { tags: props.tags }),
    }).id;
  }
}

function items({ displayName, logAnalytics, endpoints = [], apps = [], unmeasured = [] }: DashboardProps) {
  const queries = [
    ...(endpoints.length > 0 ? endpointQueries(endpoints) : []),
    ...(apps.length > 0 ? appQueries(apps) : []),
    ...tokenQueries,
  ];
  const notes: WorkbookItem[] =
    unmeasured.length === 0
      ? []
      : [textItem('unmeasured', `Azure Monitor has no traffic log or metrics of: ${unmeasured.join(', ')}.`)];
  return [
    textItem('title', `## ${displayName}`),
    timeRangeItem(),
    ...queries.map((query) => queryItem(logAnalytics.id, query)),
    ...notes,
  ];
}

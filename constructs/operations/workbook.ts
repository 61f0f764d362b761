/** The parts of an Azure workbook's JSON that a dashboard is made of, in the form in which its editor writes them. */

export interface WorkbookItem {
  readonly type: number;
  readonly name: string;
  readonly [key: string]: unknown;
}

/** A query on the logs, as a chart or a table. */
export interface WorkbookQuery {
  readonly name: string;
  readonly title: string;
  readonly visualization: 'timechart' | 'table';
  /** In the Kusto query language; `{TimeRange:grain}` is the interval that suits the chosen time. */
  readonly query: string;
}

const logAnalyticsType = 'microsoft.operationalinsights/workspaces';

/** Name of the parameter by which readers choose the time that they look at. */
const timeRange = 'TimeRange';

/**
 * A workbook as `azurerm_application_insights_workbook` takes it.
 * @param logAnalyticsId the workspace that all its queries ask
 */
export function serializedWorkbook(logAnalyticsId: string, items: readonly WorkbookItem[]): string {
  return JSON.stringify({
    version: 'Notebook/1.0',
    items,
    fallbackResourceIds: [logAnalyticsId],
    $schema: 'https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json',
  });
}

export function textItem(name: string, markdown: string): WorkbookItem {
  return { type: 1, name, content: { json: markdown } };
}

/** Lets readers choose a time from the last hour to the last month; a day is chosen at first. */
export function timeRangeItem(): WorkbookItem {
  const hours = [1, 4, 24, 24 * 7, 24 * 30].map((count) => ({ durationMs: count * 3_600_000 }));
  return {
    type: 9,
    name: 'time range',
    content: {
      version: 'KqlParameterItem/1.0',
      style: 'pills',
      queryType: 0,
      resourceType: logAnalyticsType,
      parameters: [
        {
          id: 'd1b0a5b2-6c1f-4c39-9a53-5d0f0a3c7a11',
          version: 'KqlParameterItem/1.0',
          name: timeRange,
          label: 'Time',
          type: 4,
          isRequired: true,
          value: hours[2],
          typeSettings: { selectableValues: hours, allowCustom: true },
        },
      ],
    },
  };
}

export function queryItem(logAnalyticsId: string, { name, title, visualization, query }: WorkbookQuery): WorkbookItem {
  return {
    type: 3,
    name,
    customWidth: '50',
    content: {
      version: 'KqlItem/1.0',
      title,
      query,
      size: 0,
      queryType: 0,
      visualization,
      timeContextFromParameter: timeRange,
      resourceType: logAnalyticsType,
      crossComponentResources: [logAnalyticsId],
    },
  };
}

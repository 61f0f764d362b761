/** Metrics that Azure Monitor keeps of a resource type, with the dimensions of each. */
type Catalogue = Readonly<Record<string, readonly string[]>>;

const collection: Catalogue = {
  DataCollectionEventsPerMinute: ['deployment', 'type'],
  DataCollectionErrorsPerMinute: ['deployment', 'type', 'reason'],
};
const latencies = (dimensions: readonly string[]): Catalogue =>
  Object.fromEntries(['P50', 'P90', 'P95', 'P99'].map((percentile) => [`RequestLatency_${percentile}`, dimensions]));
const plain = (...names: readonly string[]): Catalogue => Object.fromEntries(names.map((name) => [name, ['Instance']]));

const sites = plain(
  ...['AverageMemoryWorkingSet', 'AverageResponseTime', 'BytesReceived', 'BytesSent', 'CpuTime', 'FileSystemUsage'],
  ...['HealthCheckStatus', 'Http101', 'Http2xx', 'Http3xx', 'Http401', 'Http403', 'Http404', 'Http406', 'Http4xx'],
  ...['Http5xx', 'HttpResponseTime', 'MemoryWorkingSet', 'Requests', 'RequestsInApplicationQueue'],
);

/** By resource type in lower case, from Azure Monitor's reference of supported metrics. Types that are not here are not checked. */
const catalogues: Readonly<Record<string, Catalogue>> = {
  'microsoft.machinelearningservices/workspaces/onlineendpoints': {
    RequestsPerMinute: ['deployment', 'statusCode', 'statusCodeClass', 'modelStatusCode'],
    RequestLatency: ['deployment'],
    ...latencies(['deployment']),
    ConnectionsActive: [],
    NewConnectionsPerSecond: [],
    NetworkBytes: [],
    ...collection,
  },
  'microsoft.machinelearningservices/workspaces/onlineendpoints/deployments': {
    CpuUtilizationPercentage: ['instanceId'],
    CpuMemoryUtilizationPercentage: ['instanceId'],
    GpuUtilizationPercentage: ['instanceId'],
    GpuMemoryUtilizationPercentage: ['instanceId'],
    GpuEnergyJoules: ['instanceId'],
    DiskUtilization: ['instanceId', 'disk'],
    DeploymentCapacity: ['instanceId', 'State'],
    RequestsPerMinute: ['envoy_response_code'],
    ...latencies([]),
    DataCollectionEventsPerMinute: ['instanceId', 'type'],
    DataCollectionErrorsPerMinute: ['instanceId', 'type', 'reason'],
  },
  'microsoft.web/sites': sites,
  'microsoft.web/sites/slots': sites,
};

/** What is wrong with asking for a metric; undefined where nothing is, or where the type is not known here. */
export function metricFault(type: string, metric: string, dimensions: readonly string[] = []): string | undefined {
  const catalogue = catalogues[type.toLowerCase()];
  if (catalogue === undefined) return undefined;
  const entry = Object.entries(catalogue).find(([name]) => name.toLowerCase() === metric.toLowerCase());
  if (entry === undefined) return `Couldn't find a metric named ${metric} of ${type}. Make sure the name is correct.`;
  const known = entry[1].map((name) => name.toLowerCase());
  const unknown = dimensions.find((name) => !known.includes(name.toLowerCase()));
  return unknown === undefined
    ? undefined
    : `The metric ${metric} of ${type} has no dimension ${unknown}; it has ${entry[1].join(', ') || 'none'}.`;
}

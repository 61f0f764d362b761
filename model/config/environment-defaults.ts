/** What holds for an environment where neither it nor what it inherits from says otherwise. */
export const environmentDefaults = {
  keyVault: { authorization: 'rbac', purgeProtection: true, softDeleteDays: 90 },
  containerRegistry: { sku: 'Standard' },
  storage: { replication: 'LRS' },
  logs: { retentionDays: 30 },
  serving: { asset: 'promptflow-serving' },
  network: { isolation: 'public', addressSpace: '10.40.0.0/16' },
  cluster: { nodeSize: 'Standard_D4s_v5', nodes: 3, namespace: 'llmops', internalLoadBalancer: false },
  appServicePlan: { sku: 'P1v3', workers: 1 },
  experiment: { run: 'all', lines: 10 },
  servicePrincipal: { rights: 'least-privilege' },
  approval: { timeoutMinutes: 60 },
  state: { container: 'tfstate' },
} as const;

/** API versions that prompt flow itself assumes for a connection that names none. */
export const connectionApiVersions = { azure_open_ai: '2024-02-01', cognitive_search: '2023-11-01' } as const;

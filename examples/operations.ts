/** What keeps an endpoint in operation: alerts, autoscale, a dashboard, a budget, and a lock on what keeps data. */
import { App } from 'cdktf';
import {
  AlertReceivers,
  Budget,
  Dashboard,
  DeploymentAutoscale,
  EndpointAlerts,
  EndpointIdentity,
  Lock,
  ManagedOnlineEndpoint,
} from 'llmops-cdktf/constructs';
import { DevEnvironmentStack, storageAccountId } from './dev-environment';

class Operations extends DevEnvironmentStack {
  constructor(app: App) {
    super(app, 'example-operations');
    const { resourceGroup, workspace, containerRegistry, storageAccount, logAnalytics } = this;
    const platform = { resourceGroup, workspace, containerRegistry, storageAccount };
    const endpoint = new ManagedOnlineEndpoint(this, 'endpoint', {
      workspace,
      name: 'contoso-watched',
      identity: new EndpointIdentity(this, 'identity', { name: 'id-watched', ...platform }),
      logAnalytics,
    });
    const deployment = endpoint.addDeployment('v001', {
      modelId: workspace.modelId('reply-composer', '1'),
      environmentId: workspace.environmentId('promptflow-serving', '1'),
      instances: 2,
    });
    new DeploymentAutoscale(this, 'autoscale', {
      name: 'contoso-watched-v001',
      resourceGroup,
      deployment,
      minimum: 2,
      maximum: 10,
      cpuPercent: 70,
      schedules: [
        {
          name: 'office hours',
          days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
          from: '08:00',
          to: '18:00',
          timeZone: 'W. Europe Standard Time',
          minimum: 4,
          maximum: 20,
        },
      ],
    });

    const emails = ['on-call@example.com'];
    const receivers = new AlertReceivers(this, 'receivers', { name: 'ag-watched', resourceGroup, emails });
    new EndpointAlerts(this, 'alerts', {
      name: 'contoso-watched',
      resourceGroup,
      endpoint: { kind: 'managed-endpoint', id: endpoint.id },
      receivers,
      latencyMs: 2000,
      errorsPerMinute: 5,
    });
    new Dashboard(this, 'dashboard', {
      displayName: 'Replies',
      resourceGroup,
      logAnalytics,
      endpoints: [endpoint.name],
    });
    new Budget(this, 'budget', { name: 'replies', resourceGroup, amount: 500, from: '2026-12', emails });
    new Lock(this, 'lock', { targetId: storageAccountId, notes: 'Holds the registered flows.' });
  }
}

const app = new App();
new Operations(app);
app.synth();

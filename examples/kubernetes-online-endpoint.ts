/** A Kubernetes endpoint: a cluster with the Azure ML extension, its attachment to a workspace, and what serves there. */
import { App, TerraformOutput } from 'cdktf';
import {
  EndpointIdentity,
  KubernetesCluster,
  KubernetesCompute,
  KubernetesNamespace,
  KubernetesOnlineEndpoint,
  MachineLearningExtension,
} from 'llmops-cdktf/constructs';
import { DevEnvironmentStack } from './dev-environment';

class Cluster extends DevEnvironmentStack {
  readonly compute: KubernetesCompute;

  constructor(app: App) {
    super(app, 'example-cluster');
    const { resourceGroup, workspace, containerRegistry, storageAccount, logAnalytics } = this;
    // A cluster that exists already: KubernetesCluster.fromClusterId(…), of AKS or of Azure Arc.
    const cluster = new KubernetesCluster(this, 'cluster', { name: 'aks-replies', resourceGroup, logAnalytics });
    const namespace = new KubernetesNamespace(this, 'namespace', { cluster, name: 'replies' });
    const extension = new MachineLearningExtension(this, 'extension', { cluster, internalLoadBalancer: true });
    this.compute = new KubernetesCompute(this, 'attachment', {
      workspace,
      name: 'replies',
      cluster,
      namespace: namespace.name,
      after: [namespace.ready, extension.ready],
      instanceTypes: { small: { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1', memory: '2Gi' } } },
      defaultInstanceType: 'small',
      containerRegistry,
      storageAccount,
    });
  }
}

/** A stack of its own: what deployments replace spreads to everything that they depend on in their stack. */
class Serving extends DevEnvironmentStack {
  constructor(app: App, { compute }: Cluster) {
    super(app, 'example-kubernetes-endpoint');
    const { resourceGroup, workspace, containerRegistry, storageAccount } = this;
    const platform = { resourceGroup, workspace, containerRegistry, storageAccount };
    const identity = new EndpointIdentity(this, 'identity', { name: 'id-replies-k8s', ...platform });
    const endpoint = new KubernetesOnlineEndpoint(this, 'replies', {
      workspace,
      name: 'contoso-replies-k8s',
      compute,
      identity,
    });
    endpoint.addDeployment('v001', {
      modelId: workspace.modelId('reply-composer', '1'),
      environmentId: workspace.environmentId('promptflow-serving', '1'),
      resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      autoscale: { minimum: 1, maximum: 3, percent: 60 },
    });
    new TerraformOutput(this, 'scoring_uri', { value: endpoint.scoringUri });
  }
}

const app = new App();
new Serving(app, new Cluster(app));
app.synth();

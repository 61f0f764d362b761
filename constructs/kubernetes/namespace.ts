import { type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { AzapiResourceAction } from '../azapi';
import { badName } from '../azure-name';
import { refuse } from '../props';
import { type IKubernetesCluster } from './cluster';

export interface KubernetesNamespaceProps {
  /** An AKS cluster with local accounts. */
  readonly cluster: IKubernetesCluster;
  /** 1-63 lower-case letters, digits and dashes. A change makes another namespace; the old one stays. */
  readonly name: string;
}

/**
 * A namespace of an AKS cluster, made by Azure's run command, so that neither a Kubernetes provider nor a way to the
 * cluster's API is needed. It is left as it is where it exists, and stays when this construct goes.
 */
export class KubernetesNamespace extends Construct {
  readonly name: string;
  /** Depend on it to wait until the namespace is there. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, { cluster, name }: KubernetesNamespaceProps) {
    super(scope, id);
    refuse(this, [
      badName('kubernetesNamespace', name),
      cluster.type === 'Arc' && 'a cluster that Azure Arc connects has no run command: make the namespace with kubectl',
      cluster.entraOnly === true &&
        'a cluster that only Entra admits to takes a run command only with a token of the caller, which Terraform must not hold: make the namespace with kubectl',
    ]);
    this.name = name;
    this.ready = new AzapiResourceAction(this, 'Resource', {
      type: 'Microsoft.ContainerService/managedClusters@2025-05-01',
      resourceId: cluster.id,
      action: 'runCommand',
      body: { command: `kubectl create namespace ${name} --dry-run=client -o yaml | kubectl apply -f -` },
      responseExportValues: ['properties.exitCode', 'properties.logs'],
      // A command that fails is a success to ARM.
      lifecycle: {
        postcondition: [
          {
            condition: '${self.output.properties.exitCode == 0}',
            errorMessage: `namespace ${name} was not made: \${self.output.properties.logs}`,
          },
        ],
      },
    });
  }
}

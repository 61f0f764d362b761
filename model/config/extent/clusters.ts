import { z } from 'zod';
import { azureName, nameRules } from '../../names/azure-name';
import { armId } from '../arm-id';
import { environmentDefaults as standard } from '../environment-defaults';
import { kubernetesName, resourceBoundsWith } from '../kubernetes';
import { shortName } from '../short-name';
import { textLike } from '../text-rule';

const instanceType = resourceBoundsWith({
  nodeSelector: z.record(z.string(), z.string()).exactOptional().meta({
    description: 'Labels of the nodes it runs on. Default: any node.',
  }),
});

const cluster = z.strictObject({
  name: azureName(nameRules.aks).exactOptional().meta({
    description: 'Name of the AKS cluster. Default: aks-<project>-<environment>-<name>.',
  }),
  existing: armId('Microsoft.ContainerService/managedClusters', 'Microsoft.Kubernetes/connectedClusters')
    .exactOptional()
    .meta({ description: 'ARM id of an AKS cluster, or of one connected by Azure Arc. Default: a new AKS cluster.' }),
  extensionInstalled: z.boolean().exactOptional().meta({
    description: 'True where the Azure ML extension is on the existing cluster already.',
    default: false,
  }),
  nodeSize: textLike({
    pattern: /^Standard_[A-Za-z0-9_-]+$/,
    code: 'wrong-format',
    expected: 'an Azure VM size is needed',
    hint: 'Write it as Azure does, such as Standard_D4s_v5.',
  })
    .exactOptional()
    .meta({ description: 'VM size of the nodes.', default: standard.cluster.nodeSize }),
  nodes: z.int().min(1).max(1000).exactOptional().meta({
    description: 'Number of nodes. With less than 3 the inference router is not highly available.',
    default: standard.cluster.nodes,
  }),
  namespace: kubernetesName.exactOptional().meta({
    description: 'Kubernetes namespace of the deployments. On an existing cluster it must be there.',
    default: standard.cluster.namespace,
  }),
  instanceTypes: z.record(kubernetesName, instanceType).exactOptional().meta({
    description: 'Instance types beside the one that every cluster has, by name.',
    default: {},
  }),
  internalLoadBalancer: z.boolean().exactOptional().meta({
    description: 'Scoring addresses inside the network only.',
    default: standard.cluster.internalLoadBalancer,
  }),
  https: z
    .strictObject({
      secret: kubernetesName.meta({
        description: 'Secret in the namespace azureml that holds cert.pem and key.pem.',
      }),
      dnsName: z.string().min(1).meta({ description: 'DNS name in the certificate.' }),
    })
    .exactOptional()
    .meta({ description: 'Certificate of the scoring addresses. Required unless the load balancer is internal.' }),
});

/** `clusters`: what Kubernetes online endpoints run on, by name. */
export const clusters = z.record(shortName('a cluster name', 12), cluster);

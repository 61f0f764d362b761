import { z } from 'zod';
import { azureName, nameRules } from '../../names/azure-name';
import { kubernetesName, resourceBoundsWith } from '../kubernetes';
import { onlineEndpoint, servingTarget } from './serving-target';

const replicas = z.int().min(1).max(100);

/** `target: kubernetes-endpoint` */
export const kubernetesEndpoint = z.strictObject({
  target: z
    .literal('kubernetes-endpoint')
    .meta({ description: 'An Azure ML online endpoint on a Kubernetes cluster.' }),
  name: azureName(nameRules.endpoint)
    .exactOptional()
    .meta({ description: 'Endpoint name, unique in the Azure region. Default: k8s-<flow>-<environment>-<hash>.' }),
  ...servingTarget,
  ...onlineEndpoint,
  auth: z.enum(['key', 'token']).default('key').meta({
    description: 'How callers prove who they are. Entra tokens are for managed endpoints only.',
  }),
  cluster: z
    .string()
    .exactOptional()
    .meta({ description: "One of the environment's clusters. Default: its only cluster." }),
  instanceType: kubernetesName.exactOptional().meta({
    description: "One of the cluster's instance types. Default: the one that every cluster has.",
  }),
  resources: resourceBoundsWith({})
    .default({ requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '1', memory: '2Gi' } })
    .meta({ description: 'CPU and memory of one instance.' }),
  autoscale: z
    .strictObject({
      minimum: replicas.default(1).meta({ description: 'Fewest instances.' }),
      maximum: replicas.meta({ description: 'Most instances.' }),
      targetUtilizationPercent: z.int().min(1).max(100).default(70).meta({
        description: 'Share of instances at work that is aimed at.',
      }),
    })
    .exactOptional()
    .meta({ description: "Changes the number of instances by load. Default: always 'instances'." }),
});

import { z } from 'zod';
import { azureName, nameRules } from '../names/azure-name';
import { connections } from './connection-settings';
import { environmentDefaults as standard } from './environment-defaults';
import { experimentPolicy } from './experiment-settings';
import { appServicePlans } from './extent/app-service-plans';
import { clusters } from './extent/clusters';
import { existing } from './extent/existing';
import { network } from './extent/network';
import { operations } from './extent/operations';
import { policies } from './extent/policies';
import { servicePrincipal } from './extent/service-principal';
import { guid } from './guid';
import { shortName } from './short-name';
import { textLike } from './text-rule';

const location = textLike({
  pattern: /^[a-z][a-z0-9]+$/,
  code: 'wrong-format',
  expected: "an Azure region's short name is needed, without blanks or capitals",
  hint: "Write it as 'az account list-locations' does, such as westeurope.",
});

const imageRepository = String.raw`(?:[\w.-]+(?::\d+)?\/)?[a-z0-9._/-]+`;
const pinnedImage = textLike({
  pattern: new RegExp(
    `^${imageRepository}(?::(?!latest$)\\w[\\w.-]{0,127}|(?::\\w[\\w.-]{0,127})?@sha256:[0-9a-f]{64})$`,
  ),
  code: 'unpinned-image',
  expected: 'an image with a fixed tag or digest is needed, so that one release always runs the same',
  hint: 'Add a tag other than latest, or @sha256:….',
});

const names = z.strictObject({
  workspace: azureName(nameRules.workspace)
    .exactOptional()
    .meta({ description: 'Default: mlw-<project>-<environment>.' }),
  keyVault: azureName(nameRules.keyVault)
    .exactOptional()
    .meta({ description: 'Unique in all of Azure. Default: kv-<project>-<environment>-<hash>.' }),
  storageAccount: azureName(nameRules.storageAccount)
    .exactOptional()
    .meta({ description: 'Unique in all of Azure. Default: st<project><environment><hash>.' }),
  containerRegistry: azureName(nameRules.containerRegistry)
    .exactOptional()
    .meta({ description: 'Unique in all of Azure. Default: cr<project><environment><hash>.' }),
  applicationInsights: azureName(nameRules.applicationInsights)
    .exactOptional()
    .meta({ description: 'Default: appi-<project>-<environment>.' }),
  logAnalytics: azureName(nameRules.logAnalytics)
    .exactOptional()
    .meta({ description: 'Default: log-<project>-<environment>.' }),
});

const keyVault = z.strictObject({
  authorization: z.enum(['rbac', 'access-policy']).exactOptional().meta({
    description: 'How access to the vault is granted.',
    default: standard.keyVault.authorization,
  }),
  purgeProtection: z.boolean().exactOptional().meta({
    description: 'Keep deleted vaults and secrets until the retention ends. Cannot be switched off again.',
    default: standard.keyVault.purgeProtection,
  }),
  softDeleteDays: z.int().min(7).max(90).exactOptional().meta({
    description: 'Days for which deleted secrets can be recovered.',
    default: standard.keyVault.softDeleteDays,
  }),
});

const serving = z.strictObject({
  asset: azureName(nameRules.asset).exactOptional().meta({
    description: 'Name of the Azure ML environment in which flows are served.',
    default: standard.serving.asset,
  }),
  image: z
    .union([z.literal('build'), pinnedImage])
    .exactOptional()
    .meta({
      description:
        "Container image of that environment, with a fixed tag or digest; or build: an image of its own for each flow, built in the environment's registry. Required.",
    }),
});

const approval = z.strictObject({
  timeoutMinutes: z.int().min(1).max(43_200).exactOptional().meta({
    description: 'How long a deploy waits for the approval of its plan.',
    default: standard.approval.timeoutMinutes,
  }),
  notify: z
    .array(z.email())
    .exactOptional()
    .meta({ description: 'Mail addresses of those who may approve.', default: [] }),
  labels: z
    .strictObject({
      minimum: z.int().min(1).default(20).meta({ description: 'How many answers people must have judged.' }),
      accepted: z.number().min(0).max(1).default(0.9).meta({ description: 'Share of them that was accepted.' }),
    })
    .exactOptional()
    .meta({ description: "Asks for people's labels on a release's answers before it is approved. Default: none." }),
});

const state = z.strictObject({
  resourceGroup: azureName(nameRules.resourceGroup)
    .exactOptional()
    .meta({ description: 'Resource group of the storage account. Required.' }),
  storageAccount: azureName(nameRules.storageAccount)
    .exactOptional()
    .meta({ description: 'Storage account that holds the Terraform state. Required.' }),
  container: azureName(nameRules.storageContainer).exactOptional().meta({
    description: 'Blob container in that account.',
    default: standard.state.container,
  }),
});

/** The keys of an environment. All are optional here, since each may be inherited. */
export const environmentSettings = z.strictObject({
  subscription: guid('subscription')
    .exactOptional()
    .meta({ description: 'Azure subscription id. Required, here or inherited.' }),
  tenant: guid('tenant').exactOptional().meta({ description: 'Entra tenant id. Required, here or inherited.' }),
  location: location
    .exactOptional()
    .meta({ description: 'Azure region, such as westeurope. Required, here or inherited.' }),
  tags: z.record(z.string().min(1).max(128), z.string().max(256)).exactOptional().meta({
    description: 'Tags of every resource.',
    default: {},
  }),
  resourceGroup: azureName(nameRules.resourceGroup)
    .exactOptional()
    .meta({ description: 'Name of the resource group. Default: rg-<project>-<environment>.' }),
  names: names.exactOptional().meta({ description: 'Names of resources, where the computed ones do not suit.' }),
  keyVault: keyVault.exactOptional().meta({ description: "The workspace's Key Vault." }),
  containerRegistry: z
    .strictObject({
      sku: z.enum(['Basic', 'Standard', 'Premium']).exactOptional().meta({
        description: 'Service tier.',
        default: standard.containerRegistry.sku,
      }),
    })
    .exactOptional()
    .meta({ description: "The workspace's container registry." }),
  storage: z
    .strictObject({
      replication: z.enum(['LRS', 'ZRS', 'GRS']).exactOptional().meta({
        description: 'Redundancy of the data.',
        default: standard.storage.replication,
      }),
    })
    .exactOptional()
    .meta({ description: "The workspace's storage account." }),
  logs: z
    .strictObject({
      retentionDays: z.int().min(30).max(730).exactOptional().meta({
        description: 'Days for which Log Analytics keeps logs.',
        default: standard.logs.retentionDays,
      }),
    })
    .exactOptional()
    .meta({ description: 'Logs and traces.' }),
  serving: serving.exactOptional().meta({ description: 'The Azure ML environment in which flows are served.' }),
  connections: connections
    .exactOptional()
    .meta({ description: 'Connections of the workspace, by name. Default: none.' }),
  network: network.exactOptional().meta({ description: 'How much of it the internet reaches.' }),
  clusters: clusters
    .exactOptional()
    .meta({ description: 'Kubernetes clusters for kubernetes-endpoint targets, by name. Default: none.' }),
  appServicePlans: appServicePlans
    .exactOptional()
    .meta({ description: 'App Service plans for app-service targets, by name. Default: none.' }),
  existing: existing
    .exactOptional()
    .meta({ description: 'Resources that exist already and are used as they are. Default: none.' }),
  operations: operations.exactOptional().meta({ description: 'Alerts, dashboard, budget and locks.' }),
  policies: policies.exactOptional().meta({ description: 'Accepted findings of the policy checks.' }),
  servicePrincipal: servicePrincipal
    .exactOptional()
    .meta({ description: 'The Entra application that pipelines act as. Default: none is made.' }),
  experiment: experimentPolicy.exactOptional().meta({
    description: 'What a deploy runs before it registers.',
  }),
  approval: approval
    .exactOptional()
    .meta({ description: 'Whether and how a deploy asks before it applies. Default: it asks nobody.' }),
  state: state
    .exactOptional()
    .meta({ description: 'Where the Terraform state is kept. Default: in the folder .llmops.' }),
});

export type EnvironmentSettings = z.infer<typeof environmentSettings>;

/** `flows-config/environments.yaml` */
export const environmentsFile = z
  .strictObject({
    project: shortName('a project name', 32).meta({ description: 'Short name that Azure resources are named after.' }),
    defaults: environmentSettings
      .exactOptional()
      .meta({ description: 'What every environment inherits. Maps merge, lists replace.' }),
    environments: z
      .record(
        shortName('an environment name', 20),
        environmentSettings.extend({
          extends: z
            .string()
            .exactOptional()
            .meta({ description: 'Name of another environment to inherit from. Default: only the defaults.' }),
        }),
      )
      .meta({ description: 'The environments, by name.' }),
  })
  .meta({ title: 'Environments of an llmops-cdktf project' });

export type EnvironmentsFile = z.infer<typeof environmentsFile>;

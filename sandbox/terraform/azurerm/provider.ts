import { DescribedResource } from '../behaviour/described-resource';
import { type Behaviour, type ProviderContext } from '../behaviour/behaviour';
import { dataSource } from '../behaviour/data-description';
import { text } from '../behaviour/ids';
import { type Provider } from '../provider';
import { type BindingSchemas } from '../schema/schema-cache';
import { appService } from './app-service';
import { roleAssignment } from './authorization';
import { cognitiveServices } from './cognitive-services';
import { containerRegistry } from './container-registries';
import { dataDescriptions } from './data-sources';
import { identities } from './identities';
import { keyVaultAccessPolicy } from './key-vault-access-policies';
import { keyVaultSecret } from './key-vault-secrets';
import { keyVault } from './key-vaults';
import { kubernetes } from './kubernetes';
import { machineLearningWorkspace } from './machine-learning';
import { monitoring } from './monitoring';
import { networking } from './network';
import { operations } from './operations';
import { resourceGroup } from './resource-groups';
import { storage } from './storage';

const behaviours: readonly Behaviour[] = [
  resourceGroup,
  ...monitoring,
  ...operations,
  keyVault,
  keyVaultAccessPolicy,
  keyVaultSecret,
  ...storage,
  containerRegistry,
  machineLearningWorkspace,
  ...networking,
  ...kubernetes,
  ...identities,
  roleAssignment,
  ...cognitiveServices,
  ...appService,
];

/** The bindings whose schemas `azurermProvider` needs. */
export const azurermBindings = [...behaviours, ...dataDescriptions].map(({ binding }) => binding);

/** hashicorp/azurerm, emulated for the types that are described beside this file. */
export function azurermProvider(schemas: BindingSchemas, context: ProviderContext): Provider {
  return {
    schema: schemas.provider,
    configure({ subscription_id: subscription, tenant_id: tenant }) {
      context.subscription = text(subscription) || context.subscription;
      context.tenant = text(tenant) || context.tenant;
    },
    close: () => {
      context.journal.end();
    },
    resources: new Map(
      behaviours.map((behaviour) => [behaviour.type, new DescribedResource(schemas.of(behaviour), behaviour, context)]),
    ),
    dataSources: new Map(
      dataDescriptions.map((description) => [
        description.type,
        dataSource(schemas.of(description), description, context),
      ]),
    ),
  };
}

import { type ProviderContext } from '../behaviour/behaviour';
import { dataSource, type DataDescription } from '../behaviour/data-description';
import { DescribedResource } from '../behaviour/described-resource';
import { text } from '../behaviour/ids';
import { type Provider } from '../provider';
import { type BindingSchemas } from '../schema/schema-cache';
import { applications } from './applications';

const clientConfig: DataDescription = {
  type: 'azuread_client_config',
  binding: 'data-azuread-client-config',
  read: (_config, { principal, tenant }) => ({
    id: `${tenant}-${principal.objectId}`,
    client_id: principal.objectId,
    object_id: principal.objectId,
    tenant_id: tenant,
  }),
};

/** The bindings whose schemas `azureadProvider` needs. */
export const azureadBindings = [...applications, clientConfig].map(({ binding }) => binding);

/** hashicorp/azuread, emulated for the types that are described beside this file. */
export function azureadProvider(schemas: BindingSchemas, context: ProviderContext): Provider {
  return {
    schema: schemas.provider,
    configure({ tenant_id: tenant }) {
      context.tenant = text(tenant) || context.tenant;
    },
    close: () => {
      context.journal.end();
    },
    resources: new Map(
      applications.map((behaviour) => [
        behaviour.type,
        new DescribedResource(schemas.of(behaviour), behaviour, context),
      ]),
    ),
    dataSources: new Map([[clientConfig.type, dataSource(schemas.of(clientConfig), clientConfig, context)]]),
  };
}

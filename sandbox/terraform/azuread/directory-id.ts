import { type ArmResource } from '../../arm';
import { type ProviderContext } from '../behaviour/behaviour';
import { generatedGuid } from '../behaviour/generated-values';
import { type IdForm, text } from '../behaviour/ids';
import { type Values } from '../protocol/values';

/**
 * Ids of directory objects: their object id follows from what they are named after, so that a creation can be
 * repeated after a kill; a second object of the same name gets the next one.
 */
export function directoryId(collection: string, namedBy: (attributes: Values) => string): IdForm<ProviderContext> {
  return {
    build: (attributes, { graph, journal, tenant }) => {
      for (let count = 0; ; count += 1) {
        const id = `/${collection}/${generatedGuid(tenant, collection, namedBy(attributes), String(count))}`;
        if (graph.get(id) === undefined || journal.isUnsettled(id)) return id;
      }
    },
    attributes: () => ({}),
  };
}

/** Ids of what belongs to an application: `<application's object id>/<kind>/<id>` for Terraform. */
export function applicationPartId(
  collection: string,
  kind: string,
  namedBy: (attributes: Values) => string,
): IdForm<ProviderContext> {
  return {
    build: (attributes) => {
      const application = text(attributes.application_id);
      return `${application}/${collection}/${generatedGuid(application, collection, namedBy(attributes))}`;
    },
    attributes: (armId) => ({ application_id: armId.split('/').slice(0, 3).join('/') }),
    terraformId: ({ id }: ArmResource) => {
      const [, , application = '', , part = ''] = id.split('/');
      return `${application}/${kind}/${part}`;
    },
    armId: (terraformId) => `/applications/${terraformId.replace(`/${kind}/`, `/${collection}/`)}`,
  };
}

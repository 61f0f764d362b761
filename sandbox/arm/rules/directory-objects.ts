import { randomUUID } from 'node:crypto';
import { stringOf, textOf } from '../json-values';
import { badRequest, conflict } from './refusals';
import { type Rule } from './rule';

const applicationType = 'Microsoft.Graph/applications';
const servicePrincipalType = 'Microsoft.Graph/servicePrincipals';

/** Entra's applications and service principals. They live beside ARM, under the ids that Terraform gives them. */
export const directoryObjects: readonly Rule[] = [
  {
    type: applicationType,
    readOnly: ['appId', 'objectId'],
    // Names are free in Entra; it is the Terraform provider that looks for a twin where it is told to.
    check({ properties, existing, graph }) {
      if (existing !== undefined || properties.preventDuplicateNames !== true) return;
      const twin = graph.list(applicationType).find((other) => other.properties.displayName === properties.displayName);
      if (twin === undefined) return;
      throw conflict(
        'DuplicateName',
        `A resource with the ID "${twin.id}" already exists - to be managed via Terraform this resource needs to be imported into the State.`,
      );
    },
    properties: ({ id, properties, existing }) => ({
      ...properties,
      objectId: id.name,
      appId: existing?.properties.appId ?? randomUUID(),
    }),
  },
  {
    type: servicePrincipalType,
    readOnly: ['objectId', 'displayName', 'tenantId'],
    check({ id, properties, existing, graph }) {
      const appId = stringOf(properties.appId) ?? '';
      if (graph.list(applicationType).every((application) => application.properties.appId !== appId)) {
        throw badRequest(
          'NoBackingApplicationObject',
          `There is no application with the client id '${appId}' in the sandbox.`,
        );
      }
      const twin = graph.list(servicePrincipalType).find((other) => other.properties.appId === appId);
      if (existing === undefined && twin !== undefined) {
        throw conflict(
          'Request_MultipleObjectsWithSameKeyValue',
          `The service principal '${twin.name}' of the client id '${appId}' exists: '${id.name}' cannot be a second one.`,
        );
      }
    },
    properties: ({ id, properties, graph }) => ({ ...properties, objectId: id.name, tenantId: graph.tenant }),
    view: (principal, graph) => {
      const application = graph
        .list(applicationType)
        .find(({ properties }) => properties.appId === principal.properties.appId);
      return { displayName: textOf(application?.properties.displayName) };
    },
  },
  { type: `${applicationType}/federatedIdentityCredentials` },
  { type: `${applicationType}/passwords` },
];

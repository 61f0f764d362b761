import { textOf } from '../../arm';
import { type Behaviour } from '../behaviour/behaviour';
import { property } from '../behaviour/fields';
import { childOf, inResourceGroup } from '../behaviour/ids';

const armType = 'Microsoft.ManagedIdentity/userAssignedIdentities';

export const userAssignedIdentity: Behaviour = {
  type: 'azurerm_user_assigned_identity',
  binding: 'user-assigned-identity',
  armType,
  id: inResourceGroup(armType),
  forceNew: ['name', 'resource_group_name', 'location'],
  computed: ({ resource: { properties } }) => ({
    principal_id: textOf(properties.principalId),
    client_id: textOf(properties.clientId),
    tenant_id: textOf(properties.tenantId),
  }),
};

export const federatedIdentityCredential: Behaviour = {
  type: 'azurerm_federated_identity_credential',
  binding: 'federated-identity-credential',
  armType: `${armType}/federatedIdentityCredentials`,
  id: childOf('parent_id', 'federatedIdentityCredentials'),
  forceNew: ['name', 'resource_group_name', 'parent_id'],
  fields: { audience: property('audiences'), issuer: property('issuer'), subject: property('subject') },
  computed: ({ resource }) => ({ resource_group_name: resource.id.split('/')[4] ?? null }),
};

export const identities = [userAssignedIdentity, federatedIdentityCredential];

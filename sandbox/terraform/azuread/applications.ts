import { type Behaviour, type ProviderContext } from '../behaviour/behaviour';
import { property } from '../behaviour/fields';
import { text } from '../behaviour/ids';
import { toValue } from '../protocol/dynamic-json';
import { applicationPartId, directoryId } from './directory-id';

const armType = 'Microsoft.Graph/applications';
const passwordLifetimeMs = 2 * 365 * 24 * 3600 * 1000;

export const application: Behaviour = {
  type: 'azuread_application',
  binding: 'application',
  armType,
  id: directoryId('applications', ({ display_name: name }) => text(name)),
  forceNew: ['template_id'],
  defaults: {
    sign_in_audience: 'AzureADMyOrg',
    device_only_auth_enabled: false,
    fallback_public_client_enabled: false,
    oauth2_post_response_required: false,
    prevent_duplicate_names: false,
  },
  fields: {
    display_name: property('displayName'),
    description: property('description'),
    sign_in_audience: property('signInAudience'),
    owners: property('owners'),
    identifier_uris: property('identifierUris'),
    notes: property('notes'),
    prevent_duplicate_names: property('preventDuplicateNames'),
  },
  allowed: {
    sign_in_audience: [
      'AzureADMyOrg',
      'AzureADMultipleOrgs',
      'AzureADandPersonalMicrosoftAccount',
      'PersonalMicrosoftAccount',
    ],
  },
  computed: ({ resource: { properties }, attributes }) => ({
    client_id: toValue(properties.appId ?? null),
    object_id: toValue(properties.objectId ?? null),
    app_role_ids: {},
    oauth2_permission_scope_ids: {},
    publisher_domain: 'sandbox.onmicrosoft.com',
    disabled_by_microsoft: '',
    logo_url: '',
    tags: attributes.tags ?? [],
    template_id: attributes.template_id ?? '',
  }),
};

export const federatedIdentityCredential: Behaviour = {
  type: 'azuread_application_federated_identity_credential',
  binding: 'application-federated-identity-credential',
  armType: `${armType}/federatedIdentityCredentials`,
  id: applicationPartId('federatedIdentityCredentials', 'federatedIdentityCredential', ({ display_name: name }) =>
    text(name),
  ),
  forceNew: ['application_id', 'display_name'],
  fields: {
    display_name: property('name'),
    description: property('description'),
    issuer: property('issuer'),
    subject: property('subject'),
    audiences: property('audiences'),
  },
  computed: ({ resource }) => ({ credential_id: resource.name }),
};

/** All of its attributes force a new one; its value exists in Terraform's state only, as with the real provider. */
export const password: Behaviour = {
  type: 'azuread_application_password',
  binding: 'application-password',
  armType: `${armType}/passwords`,
  id: applicationPartId(
    'passwords',
    'password',
    ({ display_name: name, rotate_when_changed: rotation }) => `${text(name)}${JSON.stringify(rotation)}`,
  ),
  forceNew: ['application_id', 'display_name', 'start_date', 'end_date', 'end_date_relative', 'rotate_when_changed'],
  atMostOne: [['end_date', 'end_date_relative']],
  fields: { display_name: property('displayName') },
  properties: () => {
    const now = Date.now();
    return { startDateTime: dateOf(now), endDateTime: dateOf(now + passwordLifetimeMs) };
  },
  computed: ({ resource, attributes, key }) => ({
    key_id: resource.name,
    value: key('value'),
    display_name: attributes.display_name ?? resource.name,
    start_date: attributes.start_date ?? toValue(resource.properties.startDateTime ?? null),
    end_date: attributes.end_date ?? toValue(resource.properties.endDateTime ?? null),
  }),
  sensitive: ['value'],
};

export const servicePrincipal: Behaviour = {
  type: 'azuread_service_principal',
  binding: 'service-principal',
  armType: 'Microsoft.Graph/servicePrincipals',
  id: directoryId('servicePrincipals', ({ client_id: client }) => text(client)),
  forceNew: ['client_id'],
  defaults: { account_enabled: true, app_role_assignment_required: false },
  fields: {
    client_id: property('appId'),
    account_enabled: property('accountEnabled'),
    app_role_assignment_required: property('appRoleAssignmentRequired'),
    owners: property('owners'),
    description: property('description'),
    notes: property('notes'),
  },
  computed: ({ resource: { properties }, attributes, context }) => ({
    object_id: toValue(properties.objectId ?? null),
    display_name: toValue(properties.displayName ?? null),
    application_tenant_id: tenantOf(context),
    app_role_ids: {},
    app_roles: [],
    oauth2_permission_scope_ids: {},
    oauth2_permission_scopes: [],
    redirect_uris: [],
    service_principal_names: [text(attributes.client_id)],
    sign_in_audience: 'AzureADMyOrg',
    type: 'Application',
    tags: attributes.tags ?? [],
  }),
};

function tenantOf({ tenant }: ProviderContext): string {
  return tenant;
}

function dateOf(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

export const applications = [application, federatedIdentityCredential, password, servicePrincipal];

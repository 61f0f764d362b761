import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Fn } from 'cdktf';
import { type IConstruct } from 'constructs';
import { type IPrincipal } from './principal';

/** Azure's built-in roles that the constructs grant, by the name that plans and the portal show. */
export const Role = {
  acrPull: 'AcrPull',
  connectionSecretsReader: 'Azure Machine Learning Workspace Connection Secrets Reader',
  dataScientist: 'AzureML Data Scientist',
  keyVaultSecretsUser: 'Key Vault Secrets User',
  openAiUser: 'Cognitive Services OpenAI User',
  searchIndexDataReader: 'Search Index Data Reader',
  blobDataContributor: 'Storage Blob Data Contributor',
  blobDataReader: 'Storage Blob Data Reader',
} as const;

export type Role = (typeof Role)[keyof typeof Role];

/**
 * Assigns a role to a principal at one resource, and reports it to the principal, so that what runs as the principal
 * can wait for it. Asking twice for the same makes one assignment, as Azure refuses a second.
 */
export function grantRole(principal: IPrincipal, role: Role, on: IConstruct, scopeId: string): void {
  const id = `${role.replaceAll(' ', '')}-on-${on.node.id}-${on.node.addr.slice(-8)}`;
  if (principal.node.tryFindChild(id)) return;
  const assignment = new RoleAssignment(principal, id, {
    // A random name would let the same grant be tried twice, and Azure's refusal then names no id that can be imported.
    name: Fn.uuidv5('url', `${scopeId}/${role}/${principal.principalId}`),
    scope: scopeId,
    roleDefinitionName: role,
    principalId: principal.principalId,
    // Entra is told about a new identity later than ARM: without the type, the first apply fails on a missing principal.
    ...(principal.isNewServicePrincipal && { principalType: 'ServicePrincipal', skipServicePrincipalAadCheck: true }),
  });
  principal.addGrant(assignment);
}

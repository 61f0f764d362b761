import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { Fn } from 'cdktf';
import { type IConstruct } from 'constructs';
import { assignsByHand, reportGrantByHand } from './grants-by-hand';
import { type IPrincipal } from './principal';

/** Azure's built-in roles that the constructs grant, by the name that plans and the portal show. */
export const Role = {
  acrPull: 'AcrPull',
  connectionSecretsReader: 'Azure Machine Learning Workspace Connection Secrets Reader',
  dataScientist: 'AzureML Data Scientist',
  keyVaultCertificatesOfficer: 'Key Vault Certificates Officer',
  keyVaultCertificateUser: 'Key Vault Certificate User',
  keyVaultCryptoOfficer: 'Key Vault Crypto Officer',
  keyVaultCryptoUser: 'Key Vault Crypto User',
  keyVaultSecretsOfficer: 'Key Vault Secrets Officer',
  keyVaultSecretsUser: 'Key Vault Secrets User',
  openAiUser: 'Cognitive Services OpenAI User',
  networkConnectionApprover: 'Azure AI Enterprise Network Connection Approver',
  networkContributor: 'Network Contributor',
  searchIndexDataReader: 'Search Index Data Reader',
  blobDataContributor: 'Storage Blob Data Contributor',
  blobDataReader: 'Storage Blob Data Reader',
} as const;

export type Role = (typeof Role)[keyof typeof Role];

/**
 * The roles' ids, which are the same in every tenant. A deployer with least privilege may assign these and no others:
 * a role that is missing here does not compile.
 */
export const roleDefinitionGuids: Readonly<Record<Role, string>> = {
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  'Azure Machine Learning Workspace Connection Secrets Reader': 'ea01e6af-a1c1-4350-9563-ad00f8c72ec5',
  'AzureML Data Scientist': 'f6c7c914-8db3-469d-8ca1-694a8f32e121',
  'Key Vault Certificates Officer': 'a4417e6f-fecd-4de8-b567-7b0420556985',
  'Key Vault Certificate User': 'db79e9a7-68ee-4b58-9aeb-b90e7c24fcba',
  'Key Vault Crypto Officer': '14b46e9e-c2b7-41b4-b07b-48a6ebf60603',
  'Key Vault Crypto User': '12338af0-0e69-4776-bea7-57ae8d297424',
  'Key Vault Secrets Officer': 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
  'Key Vault Secrets User': '4633458b-17de-408a-b874-0445c86b69e6',
  'Cognitive Services OpenAI User': '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd',
  'Azure AI Enterprise Network Connection Approver': 'b556d68e-0be0-4f35-a333-ad7ee1ce17ea',
  'Network Contributor': '4d97b98b-1d4f-4787-a291-c67834d212e7',
  'Search Index Data Reader': '1407120a-92aa-4202-b7e9-c0e197c71c8f',
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
};

/**
 * Assigns a role to a principal at one resource, and reports it to the principal, so that what runs as the principal
 * can wait for it. Asking twice for the same makes one assignment, as Azure refuses a second. Where the scope's
 * assignments are made by hand, a warning takes the place of the assignment.
 */
export function grantRole(principal: IPrincipal, role: Role, on: IConstruct, scopeId: string): void {
  const id = `${role.replaceAll(' ', '')}-on-${on.node.id}-${on.node.addr.slice(-8)}`;
  if (principal.node.tryFindChild(id)) return;
  if (assignsByHand(principal)) {
    reportGrantByHand({ role, scopeId, on, principal });
    return;
  }
  const assignment = new RoleAssignment(principal, id, {
    // A random name would let the same grant be tried twice, and Azure's refusal then names no id that can be imported.
    name: Fn.uuidv5('url', `${scopeId}/${role}/${principal.principalId}`),
    scope: scopeId,
    roleDefinitionName: role,
    principalId: principal.principalId,
    // Entra is told about a new identity later than ARM: without the type, the first apply fails on a missing principal.
    ...(principal.isNewServicePrincipal
      ? { principalType: 'ServicePrincipal', skipServicePrincipalAadCheck: true }
      : principal.principalType !== undefined && { principalType: principal.principalType }),
  });
  principal.addGrant(assignment);
}

import { Role } from './role';

export type SecretPermission = 'Get' | 'List' | 'Set' | 'Delete' | 'Purge' | 'Recover' | 'Backup' | 'Restore';

export type KeyPermission =
  | Exclude<SecretPermission, 'Set'>
  | 'Create'
  | 'Import'
  | 'Update'
  | 'Encrypt'
  | 'Decrypt'
  | 'WrapKey'
  | 'UnwrapKey'
  | 'Sign'
  | 'Verify'
  | 'Release'
  | 'Rotate'
  | 'GetRotationPolicy'
  | 'SetRotationPolicy';

export type CertificatePermission =
  | Exclude<SecretPermission, 'Set'>
  | 'Create'
  | 'Import'
  | 'Update'
  | 'ManageContacts'
  | 'GetIssuers'
  | 'ListIssuers'
  | 'SetIssuers'
  | 'DeleteIssuers'
  | 'ManageIssuers';

/** What a policy in the vault itself allows one principal. */
export interface AccessPolicyPermissions {
  /** @default - none */
  readonly secrets?: readonly SecretPermission[];
  /** @default - none */
  readonly keys?: readonly KeyPermission[];
  /** @default - none */
  readonly certificates?: readonly CertificatePermission[];
}

/** One kind of access, as each of the two models of a vault grants it. */
export interface KeyVaultAccess {
  readonly role: Role;
  readonly policy: AccessPolicyPermissions;
}

/** What the `grantX` methods of a vault grant. Purging is in none of them: what is gone then cannot be recovered. */
export const keyVaultAccess = {
  secretsRead: { role: Role.keyVaultSecretsUser, policy: { secrets: ['Get', 'List'] } },
  secretsWrite: {
    role: Role.keyVaultSecretsOfficer,
    policy: { secrets: ['Get', 'List', 'Set', 'Delete', 'Recover'] },
  },
  keysUse: {
    role: Role.keyVaultCryptoUser,
    policy: { keys: ['Get', 'List', 'Encrypt', 'Decrypt', 'WrapKey', 'UnwrapKey', 'Sign', 'Verify'] },
  },
  keysManage: {
    role: Role.keyVaultCryptoOfficer,
    policy: {
      keys: [
        'Get',
        'List',
        'Create',
        'Import',
        'Update',
        'Delete',
        'Recover',
        'Rotate',
        'GetRotationPolicy',
        'SetRotationPolicy',
      ],
    },
  },
  // A certificate with its private key is read as the secret of the same name.
  certificatesRead: {
    role: Role.keyVaultCertificateUser,
    policy: { certificates: ['Get', 'List'], secrets: ['Get'] },
  },
  certificatesManage: {
    role: Role.keyVaultCertificatesOfficer,
    policy: { certificates: ['Get', 'List', 'Create', 'Import', 'Update', 'Delete', 'Recover'] },
  },
} as const satisfies Record<string, KeyVaultAccess>;

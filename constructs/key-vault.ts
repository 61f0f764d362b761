import { KeyVault as AzurermKeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { KeyVaultAccessPolicyA } from '@cdktf/provider-azurerm/lib/key-vault-access-policy';
import { Lazy } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AzapiDataResource } from './azapi';
import { badName } from './azure-name';
import { DiagnosticSetting } from './diagnostic-setting';
import { type AccessPolicyPermissions, keyVaultAccess, type KeyVaultAccess } from './key-vault-permissions';
import { type ILogAnalytics } from './log-analytics';
import { type IPrincipal } from './principal';
import { notWithin, refuse } from './props';
import { type IResourceGroup } from './resource-group';
import { grantRole } from './role';

/** Who may read a vault is said by roles, or by policies in the vault itself; each ignores the other. */
export type KeyVaultAuthorization = 'rbac' | 'access-policy';

export interface IKeyVault extends IConstruct {
  readonly id: string;
  /** Address of its secrets: `https://<name>.vault.azure.net/`. */
  readonly uri: string;
  readonly authorization: KeyVaultAuthorization;
  /** Lets a principal get and list secrets, by whichever model the vault uses. */
  grantSecretsRead(principal: IPrincipal): void;
  /** Lets a principal make, change and delete secrets too. */
  grantSecretsWrite(principal: IPrincipal): void;
  /** Lets a principal encrypt, decrypt, wrap, sign and verify with keys, which stay in the vault. */
  grantKeysUse(principal: IPrincipal): void;
  /** Lets a principal make, rotate and delete keys. */
  grantKeysManage(principal: IPrincipal): void;
  /** Lets a principal read certificates with their private keys. */
  grantCertificatesRead(principal: IPrincipal): void;
  /** Lets a principal make, import and delete certificates. */
  grantCertificatesManage(principal: IPrincipal): void;
}

/** What a policy holds while grants are added to it. */
type CollectedPermissions = { readonly [Kind in keyof AccessPolicyPermissions]-?: Set<string> };

export interface ExistingKeyVaultProps {
  /** Which of the two models the vault uses: the other would be ignored. */
  readonly authorization: KeyVaultAuthorization;
  readonly tenantId: string;
}

export interface KeyVaultProps {
  /** 3-24 characters, unique in all of Azure. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  readonly tenantId: string;
  /** @default "rbac" */
  readonly authorization?: KeyVaultAuthorization;
  /** Nobody can end a deleted vault before its days are over. It cannot be switched off again. @default true */
  readonly purgeProtection?: boolean;
  /** Days in which a deleted vault can be recovered, set once at creation. Valid range: 7-90. @default 90 */
  readonly softDeleteDays?: number;
  /** @default true */
  readonly publicNetworkAccess?: boolean;
  /** Where the audit log goes. @default - nowhere */
  readonly logAnalytics?: ILogAnalytics;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

abstract class KeyVaultBase extends Construct implements IKeyVault {
  abstract readonly id: string;
  abstract readonly uri: string;
  abstract readonly authorization: KeyVaultAuthorization;
  protected abstract readonly tenantId: string;
  readonly #policies = new Map<IPrincipal, CollectedPermissions>();

  grantSecretsRead(principal: IPrincipal): void {
    this.#grant(principal, keyVaultAccess.secretsRead);
  }

  grantSecretsWrite(principal: IPrincipal): void {
    this.#grant(principal, keyVaultAccess.secretsWrite);
  }

  grantKeysUse(principal: IPrincipal): void {
    this.#grant(principal, keyVaultAccess.keysUse);
  }

  grantKeysManage(principal: IPrincipal): void {
    this.#grant(principal, keyVaultAccess.keysManage);
  }

  grantCertificatesRead(principal: IPrincipal): void {
    this.#grant(principal, keyVaultAccess.certificatesRead);
  }

  grantCertificatesManage(principal: IPrincipal): void {
    this.#grant(principal, keyVaultAccess.certificatesManage);
  }

  /**
   * Adds to what a principal may do by the vault's own policies.
   * @throws InvalidPropsError on a vault that is ruled by roles, which ignores policies.
   */
  addAccessPolicy(principal: IPrincipal, permissions: AccessPolicyPermissions): void {
    refuse(this, [
      this.authorization === 'rbac' &&
        'a vault with authorization "rbac" ignores access policies: grant a role, or set authorization "access-policy"',
    ]);
    const { secrets, keys, certificates } = this.#policies.get(principal) ?? this.#newPolicy(principal);
    for (const permission of permissions.secrets ?? []) secrets.add(permission);
    for (const permission of permissions.keys ?? []) keys.add(permission);
    for (const permission of permissions.certificates ?? []) certificates.add(permission);
  }

  #grant(principal: IPrincipal, { role, policy }: KeyVaultAccess): void {
    if (this.authorization === 'rbac') grantRole(principal, role, this, this.id);
    else this.addAccessPolicy(principal, policy);
  }

  #newPolicy(principal: IPrincipal): CollectedPermissions {
    const collected: CollectedPermissions = { secrets: new Set(), keys: new Set(), certificates: new Set() };
    this.#policies.set(principal, collected);
    const listed = (permissions: ReadonlySet<string>) =>
      Lazy.listValue({ produce: () => [...permissions] }, { omitEmpty: true });
    // One resource for each principal: inline policies would fight the one that Azure ML adds for its workspace.
    const policy = new KeyVaultAccessPolicyA(principal, `policy-on-${this.node.id}-${this.node.addr.slice(-8)}`, {
      keyVaultId: this.id,
      tenantId: this.tenantId,
      objectId: principal.principalId,
      secretPermissions: listed(collected.secrets),
      keyPermissions: listed(collected.keys),
      certificatePermissions: listed(collected.certificates),
    });
    principal.addGrant(policy);
    return collected;
  }
}

/** The vault in which a workspace keeps its connections' secrets. */
export class KeyVault extends KeyVaultBase {
  /** A vault that exists already. */
  static fromKeyVaultId(scope: Construct, id: string, keyVaultId: string, props: ExistingKeyVaultProps): IKeyVault {
    return new ImportedKeyVault(scope, id, keyVaultId, props);
  }

  readonly id: string;
  readonly uri: string;
  readonly authorization: KeyVaultAuthorization;
  protected readonly tenantId: string;

  constructor(scope: Construct, id: string, props: KeyVaultProps) {
    super(scope, id);
    refuse(this, [badName('keyVault', props.name), notWithin('softDeleteDays', props.softDeleteDays, 7, 90)]);
    this.authorization = props.authorization ?? 'rbac';
    this.tenantId = props.tenantId;
    const vault = new AzurermKeyVault(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      tenantId: props.tenantId,
      skuName: 'standard',
      // Never left to the provider: its default changes with its version.
      rbacAuthorizationEnabled: this.authorization === 'rbac',
      purgeProtectionEnabled: props.purgeProtection ?? true,
      softDeleteRetentionDays: props.softDeleteDays ?? 90,
      publicNetworkAccessEnabled: props.publicNetworkAccess ?? true,
      // Azure's own services, such as Azure ML, still reach a vault that the public network does not.
      ...(props.publicNetworkAccess === false && { networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' } }),
      ...(props.tags && { tags: props.tags }),
    });
    this.id = vault.id;
    this.uri = vault.vaultUri;
    if (props.logAnalytics) {
      new DiagnosticSetting(this, 'diagnostics', {
        targetId: this.id,
        logAnalytics: props.logAnalytics,
        categories: ['AuditEvent'],
      });
    }
  }
}

class ImportedKeyVault extends KeyVaultBase {
  readonly id: string;
  readonly authorization: KeyVaultAuthorization;
  protected readonly tenantId: string;
  #data: AzapiDataResource | undefined;

  constructor(scope: Construct, id: string, keyVaultId: string, props: ExistingKeyVaultProps) {
    super(scope, id);
    this.id = keyVaultId;
    this.authorization = props.authorization;
    this.tenantId = props.tenantId;
  }

  /** Read from Azure, by those only who ask for it. */
  get uri(): string {
    this.#data ??= new AzapiDataResource(this, 'Resource', {
      type: 'Microsoft.KeyVault/vaults@2023-07-01',
      resourceId: this.id,
      responseExportValues: ['properties.vaultUri'],
    });
    return this.#data.outputString('properties.vaultUri');
  }
}

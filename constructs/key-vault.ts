import { KeyVault as AzurermKeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { KeyVaultAccessPolicyA } from '@cdktf/provider-azurerm/lib/key-vault-access-policy';
import { Lazy } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { badName } from './azure-name';
import { DiagnosticSetting } from './diagnostic-setting';
import { type ILogAnalytics } from './log-analytics';
import { type IPrincipal } from './principal';
import { notWithin, refuse } from './props';
import { type IResourceGroup } from './resource-group';
import { grantRole, Role } from './role';

/** Who may read a vault is said by roles, or by policies in the vault itself; each ignores the other. */
export type KeyVaultAuthorization = 'rbac' | 'access-policy';

export type SecretPermission = 'Get' | 'List' | 'Set' | 'Delete' | 'Purge' | 'Recover' | 'Backup' | 'Restore';

export interface IKeyVault extends IConstruct {
  readonly id: string;
  readonly authorization: KeyVaultAuthorization;
  /** Lets a principal get and list secrets, by whichever model the vault uses. */
  grantSecretsRead(principal: IPrincipal): void;
}

export interface KeyVaultAttributes {
  readonly id: string;
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
  abstract readonly authorization: KeyVaultAuthorization;
  protected abstract readonly tenantId: string;
  readonly #policies = new Map<IPrincipal, Set<SecretPermission>>();

  grantSecretsRead(principal: IPrincipal): void {
    if (this.authorization === 'rbac') grantRole(principal, Role.keyVaultSecretsUser, this, this.id);
    else this.addAccessPolicy(principal, ['Get', 'List']);
  }

  /**
   * Adds to what a principal may do with secrets by the vault's own policies.
   * @throws InvalidPropsError on a vault that is ruled by roles, which ignores policies.
   */
  addAccessPolicy(principal: IPrincipal, secrets: readonly SecretPermission[]): void {
    refuse(this, [
      this.authorization === 'rbac' &&
        'a vault with authorization "rbac" ignores access policies: grant a role, or set authorization "access-policy"',
    ]);
    const known = this.#policies.get(principal);
    if (known) {
      for (const permission of secrets) known.add(permission);
      return;
    }
    const permissions = new Set(secrets);
    this.#policies.set(principal, permissions);
    // One resource for each principal: inline policies would fight the one that Azure ML adds for its workspace.
    const policy = new KeyVaultAccessPolicyA(principal, `policy-on-${this.node.id}-${this.node.addr.slice(-8)}`, {
      keyVaultId: this.id,
      tenantId: this.tenantId,
      objectId: principal.principalId,
      secretPermissions: Lazy.listValue({ produce: () => [...permissions] }),
    });
    principal.addGrant(policy);
  }
}

/** The vault in which a workspace keeps its connections' secrets. */
export class KeyVault extends KeyVaultBase {
  /** A vault that exists already. */
  static fromKeyVaultAttributes(scope: Construct, id: string, attributes: KeyVaultAttributes): IKeyVault {
    return new ImportedKeyVault(scope, id, attributes);
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

  constructor(scope: Construct, id: string, attributes: KeyVaultAttributes) {
    super(scope, id);
    this.id = attributes.id;
    this.authorization = attributes.authorization;
    this.tenantId = attributes.tenantId;
  }
}

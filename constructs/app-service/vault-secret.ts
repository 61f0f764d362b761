import { createHash } from 'node:crypto';
import { KeyVaultSecret } from '@cdktf/provider-azurerm/lib/key-vault-secret';
import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { badName } from '../azure-name';
import { type ISecret } from '../connections';
import { type IKeyVault } from '../key-vault';
import { refuse } from '../props';

/** A secret of a vault, that app settings can refer to. */
export interface IVaultSecret extends IConstruct {
  /** `https://<vault>.vault.azure.net/secrets/<name>`: always the newest version. */
  readonly versionlessId: string;
}

export interface VaultSecretProps {
  readonly keyVault: IKeyVault;
  /** 1-127 letters, digits and dashes. */
  readonly name: string;
  /** Given to Terraform while it runs; neither in state nor in plans. */
  readonly secret: ISecret;
  /** What it is, for people. @default "text/plain" */
  readonly contentType?: string;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

/** A secret in a vault, written without a trace. Who deploys must be allowed to set secrets there. */
export class VaultSecret extends Construct implements IVaultSecret {
  readonly versionlessId: string;

  constructor(scope: Construct, id: string, props: VaultSecretProps) {
    super(scope, id);
    const { secret } = props;
    refuse(this, [
      badName('keyVaultSecret', props.name),
      !Token.isUnresolved(secret.value) &&
        'secret is given in clear text, which would be written to cdktf.out: use a SecretVariable',
    ]);
    this.versionlessId = new KeyVaultSecret(this, 'Resource', {
      name: props.name,
      keyVaultId: props.keyVault.id,
      valueWo: secret.value,
      valueWoVersion: versionNumber(secret.version),
      contentType: props.contentType ?? 'text/plain',
      ...(props.tags && { tags: props.tags }),
    }).versionlessId;
  }
}

/** Terraform counts versions, where a configuration may name them as it likes. */
function versionNumber(version: string): number {
  if (/^\d{1,9}$/.test(version)) return Number(version);
  return Number.parseInt(createHash('sha256').update(version).digest('hex').slice(0, 7), 16);
}

import { StorageAccount as AzurermStorageAccount } from '@cdktf/provider-azurerm/lib/storage-account';
import { Construct, type IConstruct } from 'constructs';
import { badName } from './azure-name';
import { DiagnosticSetting } from './diagnostic-setting';
import { type ILogAnalytics } from './log-analytics';
import { type IPrincipal } from './principal';
import { notWithin, refuse } from './props';
import { type IResourceGroup } from './resource-group';
import { grantRole, Role } from './role';

export interface IStorageAccount extends IConstruct {
  readonly id: string;
  /** Lets a principal read blobs: what an endpoint needs to load a model. */
  grantBlobRead(principal: IPrincipal): void;
  /** Lets a principal write blobs: what registration needs to upload flows and datasets. */
  grantBlobWrite(principal: IPrincipal): void;
}

export interface StorageAccountProps {
  /** 3-24 lowercase letters and digits, unique in all of Azure. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** Copies of the data: in one zone's racks, over zones, or in a second region too. @default "LRS" */
  readonly replication?: 'LRS' | 'ZRS' | 'GRS';
  /** Account keys grant everything to whoever holds them; without them every access is by Entra. @default false */
  readonly sharedKeyAccess?: boolean;
  /** @default true */
  readonly publicNetworkAccess?: boolean;
  /** Days in which deleted blobs and containers can be restored. Valid range: 1-365. @default 7 */
  readonly deleteRetentionDays?: number;
  /** Keeps what a blob was before each change. @default false */
  readonly versioning?: boolean;
  /** Where the logs of who read, wrote and deleted blobs go. @default - nowhere */
  readonly logAnalytics?: ILogAnalytics;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

abstract class StorageAccountBase extends Construct implements IStorageAccount {
  abstract readonly id: string;

  grantBlobRead(principal: IPrincipal): void {
    grantRole(principal, Role.blobDataReader, this, this.id);
  }

  grantBlobWrite(principal: IPrincipal): void {
    grantRole(principal, Role.blobDataContributor, this, this.id);
  }
}

/** The blob storage in which a workspace keeps flows, datasets and logs. */
export class StorageAccount extends StorageAccountBase {
  /** An account that exists already. */
  static fromStorageAccountId(scope: Construct, id: string, storageAccountId: string): IStorageAccount {
    return new ImportedStorageAccount(scope, id, storageAccountId);
  }

  readonly id: string;

  constructor(scope: Construct, id: string, props: StorageAccountProps) {
    super(scope, id);
    const days = props.deleteRetentionDays ?? 7;
    refuse(this, [badName('storageAccount', props.name), notWithin('deleteRetentionDays', days, 1, 365)]);
    this.id = new AzurermStorageAccount(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      accountTier: 'Standard',
      accountReplicationType: props.replication ?? 'LRS',
      httpsTrafficOnlyEnabled: true,
      minTlsVersion: 'TLS1_2',
      allowNestedItemsToBePublic: false,
      crossTenantReplicationEnabled: false,
      localUserEnabled: false,
      sharedAccessKeyEnabled: props.sharedKeyAccess ?? false,
      defaultToOauthAuthentication: true,
      publicNetworkAccessEnabled: props.publicNetworkAccess ?? true,
      // Azure's own services, such as Azure ML, still reach an account that the public network does not.
      ...(props.publicNetworkAccess === false && {
        networkRules: { defaultAction: 'Deny', bypass: ['AzureServices'] },
      }),
      blobProperties: {
        deleteRetentionPolicy: { days },
        containerDeleteRetentionPolicy: { days },
        ...(props.versioning !== undefined && { versioningEnabled: props.versioning }),
      },
      ...(props.tags && { tags: props.tags }),
    }).id;
    if (props.logAnalytics) {
      new DiagnosticSetting(this, 'blob-diagnostics', {
        targetId: `${this.id}/blobServices/default`,
        logAnalytics: props.logAnalytics,
        categories: ['StorageRead', 'StorageWrite', 'StorageDelete'],
      });
    }
  }
}

class ImportedStorageAccount extends StorageAccountBase {
  readonly id: string;

  constructor(scope: Construct, id: string, storageAccountId: string) {
    super(scope, id);
    this.id = storageAccountId;
  }
}

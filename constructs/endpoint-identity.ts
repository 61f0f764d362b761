import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { type Construct } from 'constructs';
import { AzapiDataResource } from './azapi';
import { badName } from './azure-name';
import { type IConnection } from './connections';
import { type IContainerRegistry } from './container-registry';
import { type IKeyVault } from './key-vault';
import { type IPrincipal, PrincipalBase } from './principal';
import { refuse } from './props';
import { type IResourceGroup } from './resource-group';
import { type IStorageAccount } from './storage-account';
import { type IWorkspace } from './workspace';

export interface IEndpointIdentity extends IPrincipal {
  readonly id: string;
  /** By which serving code asks for a token. */
  readonly clientId: string;
  /** Gives it what serving a flow needs; what it was given before stays, and is not given twice. */
  grantServing(access: EndpointAccess): void;
}

/** What an endpoint's identity is given access to. */
export interface EndpointAccess {
  /** Whose connections the endpoint reads. */
  readonly workspace: IWorkspace;
  /** Where the endpoint's images are. */
  readonly containerRegistry: IContainerRegistry;
  /** Where the endpoint's model is. */
  readonly storageAccount: IStorageAccount;
  /** A vault whose secrets the flow's code reads by itself. @default - none */
  readonly keyVault?: IKeyVault;
  /** The connections that the flow uses. @default - none */
  readonly connections?: readonly IConnection[];
}

export interface EndpointIdentityProps extends EndpointAccess {
  /** 3-128 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

abstract class EndpointIdentityBase extends PrincipalBase implements IEndpointIdentity {
  abstract readonly id: string;
  abstract readonly clientId: string;
  readonly principalType = 'ServicePrincipal';

  grantServing(access: EndpointAccess): void {
    access.containerRegistry.grantPull(this);
    access.storageAccount.grantBlobRead(this);
    access.workspace.grantConnectionSecretsRead(this);
    access.keyVault?.grantSecretsRead(this);
    for (const connection of access.connections ?? []) connection.grantUse(this);
  }
}

/**
 * A user-assigned identity with all that a managed endpoint needs before its first deployment: for such an identity
 * Azure ML grants nothing by itself.
 */
export class EndpointIdentity extends EndpointIdentityBase {
  /**
   * A user-assigned identity that exists already, in any subscription. It is taken to have its grants, unless
   * `grantServing` gives them. Take each once: Azure refuses a grant that is given twice.
   */
  static fromEndpointIdentityId(scope: Construct, id: string, identityId: string): IEndpointIdentity {
    return new ImportedEndpointIdentity(scope, id, identityId);
  }

  readonly id: string;
  readonly clientId: string;
  readonly principalId: string;
  readonly isNewServicePrincipal = true;

  constructor(scope: Construct, id: string, props: EndpointIdentityProps) {
    super(scope, id);
    refuse(this, [badName('userAssignedIdentity', props.name)]);
    const identity = new UserAssignedIdentity(this, 'Resource', {
      name: props.name,
      resourceGroupName: props.resourceGroup.name,
      location: props.resourceGroup.location,
      ...(props.tags && { tags: props.tags }),
    });
    this.id = identity.id;
    this.clientId = identity.clientId;
    this.principalId = identity.principalId;

    this.grantServing(props);
  }
}

class ImportedEndpointIdentity extends EndpointIdentityBase {
  readonly id: string;
  readonly clientId: string;
  readonly principalId: string;
  readonly isNewServicePrincipal = false;

  constructor(scope: Construct, id: string, identityId: string) {
    super(scope, id);
    this.id = identityId;
    const identity = new AzapiDataResource(this, 'Resource', {
      type: 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31',
      resourceId: identityId,
      responseExportValues: ['properties.clientId', 'properties.principalId'],
    });
    this.clientId = identity.outputString('properties.clientId');
    this.principalId = identity.outputString('properties.principalId');
  }
}

import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { badName } from './azure-name';
import { type IConnection } from './connections';
import { type IContainerRegistry } from './container-registry';
import { type IKeyVault } from './key-vault';
import { type IPrincipal } from './principal';
import { refuse } from './props';
import { type IResourceGroup } from './resource-group';
import { type IStorageAccount } from './storage-account';
import { type IWorkspace } from './workspace';

export interface IEndpointIdentity extends IPrincipal {
  readonly id: string;
  /** By which serving code asks for a token. */
  readonly clientId: string;
}

export interface EndpointIdentityAttributes {
  readonly id: string;
  readonly clientId: string;
  readonly principalId: string;
}

export interface EndpointIdentityProps {
  /** 3-128 characters. */
  readonly name: string;
  readonly resourceGroup: IResourceGroup;
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
  /** @default - no tags */
  readonly tags?: Record<string, string>;
}

abstract class EndpointIdentityBase extends Construct implements IEndpointIdentity {
  abstract readonly id: string;
  abstract readonly clientId: string;
  abstract readonly principalId: string;
  abstract readonly isNewServicePrincipal: boolean;
  readonly #grants: ITerraformDependable[] = [];

  get grants(): readonly ITerraformDependable[] {
    return this.#grants;
  }

  addGrant(grant: ITerraformDependable): void {
    this.#grants.push(grant);
  }
}

/**
 * A user-assigned identity with all that a managed endpoint needs before its first deployment: for such an identity
 * Azure ML grants nothing by itself.
 */
export class EndpointIdentity extends EndpointIdentityBase {
  /** An identity that exists already; it is taken to have its grants. */
  static fromEndpointIdentityAttributes(
    scope: Construct,
    id: string,
    attributes: EndpointIdentityAttributes,
  ): IEndpointIdentity {
    return new ImportedEndpointIdentity(scope, id, attributes);
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

    props.containerRegistry.grantPull(this);
    props.storageAccount.grantBlobRead(this);
    props.workspace.grantConnectionSecretsRead(this);
    props.keyVault?.grantSecretsRead(this);
    for (const connection of props.connections ?? []) connection.grantUse(this);
  }
}

class ImportedEndpointIdentity extends EndpointIdentityBase {
  readonly id: string;
  readonly clientId: string;
  readonly principalId: string;
  readonly isNewServicePrincipal = false;

  constructor(scope: Construct, id: string, attributes: EndpointIdentityAttributes) {
    super(scope, id);
    this.id = attributes.id;
    this.clientId = attributes.clientId;
    this.principalId = attributes.principalId;
  }
}

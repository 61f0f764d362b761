import { DataAzurermClientConfig } from '@cdktf/provider-azurerm/lib/data-azurerm-client-config';
import { type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

/** Who can be granted access: an identity, or the one that deploys. */
export interface IPrincipal extends Construct {
  /** Object id in Entra. */
  readonly principalId: string;
  /** True for the identity of a resource that this app makes. */
  readonly isNewServicePrincipal: boolean;
  /** What was granted so far. */
  readonly grants: readonly ITerraformDependable[];
  /** Called by `grantX` methods with what they made. */
  addGrant(grant: ITerraformDependable): void;
}

/** The user or service principal that runs Terraform. */
export class Deployer extends Construct implements IPrincipal {
  readonly principalId: string;
  readonly tenantId: string;
  readonly isNewServicePrincipal = false;
  readonly #grants: ITerraformDependable[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const client = new DataAzurermClientConfig(this, 'Resource');
    this.principalId = client.objectId;
    this.tenantId = client.tenantId;
  }

  get grants(): readonly ITerraformDependable[] {
    return this.#grants;
  }

  addGrant(grant: ITerraformDependable): void {
    this.#grants.push(grant);
  }
}

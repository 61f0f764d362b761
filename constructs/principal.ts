import { DataAzurermClientConfig } from '@cdktf/provider-azurerm/lib/data-azurerm-client-config';
import { Fn, type ITerraformDependable, Op, Token } from 'cdktf';
import { Construct } from 'constructs';

/** Who can be granted access: an identity, or the one that deploys. */
export interface IPrincipal extends Construct {
  /** Object id in Entra. */
  readonly principalId: string;
  /** True for the identity of a resource that this app makes. */
  readonly isNewServicePrincipal: boolean;
  /**
   * `User`, `Group` or `ServicePrincipal`. A deployer whose right to assign roles is limited to service principals must
   * say it.
   *
   * @default - Azure looks it up
   */
  readonly principalType?: string;
  /** What was granted so far. */
  readonly grants: readonly ITerraformDependable[];
  /** Called by `grantX` methods with what they made. */
  addGrant(grant: ITerraformDependable): void;
}

/** What every principal does with its grants: it keeps them, so that what runs as it can wait for them. */
export abstract class PrincipalBase extends Construct implements IPrincipal {
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

/** Client id of the Azure CLI, by which azurerm signs in users, and users only. */
const azureCli = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

/** The user or service principal that runs Terraform. */
export class Deployer extends PrincipalBase {
  readonly principalId: string;
  readonly tenantId: string;
  readonly isNewServicePrincipal = false;
  readonly principalType: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const client = new DataAzurermClientConfig(this, 'Resource');
    this.principalId = client.objectId;
    this.tenantId = client.tenantId;
    const isUser = Op.eq(client.clientId, azureCli);
    this.principalType = Token.asString(Fn.conditional(isUser, 'User', 'ServicePrincipal'));
  }
}

import { TerraformProvider } from 'cdktf';
import { type Construct } from 'constructs';

/**
 * What the generated bindings of other providers also carry: who is meant, and which versions will do. From 2.12 on a
 * resource can leave a part of its body to others (`ignore_body_changes`).
 */
export const azapi = { providerName: 'azapi', providerVersionConstraint: '~> 2.12' } as const;

export interface AzapiProviderConfig {
  /** @default - environment variable `ARM_SUBSCRIPTION_ID`, or the subscription of the Azure CLI */
  readonly subscriptionId?: string;
  /** @default - environment variable `ARM_TENANT_ID`, or the tenant of the Azure CLI */
  readonly tenantId?: string;
  /** @default - the only provider configuration of the stack */
  readonly alias?: string;
}

/** Provider `Azure/azapi`: any Azure resource by its ARM type. Credentials come from `ARM_*` environment variables. */
export class AzapiProvider extends TerraformProvider {
  readonly #config: AzapiProviderConfig;

  constructor(scope: Construct, id: string, config: AzapiProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'azapi',
      terraformGeneratorMetadata: azapi,
      terraformProviderSource: 'Azure/azapi',
    });
    this.#config = config;
    if (config.alias !== undefined) this.alias = config.alias;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { subscriptionId, tenantId, alias } = this.#config;
    return { subscription_id: subscriptionId, tenant_id: tenantId, alias };
  }
}

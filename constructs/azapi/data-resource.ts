import { type TerraformMetaArguments, TerraformDataSource } from 'cdktf';
import { type Construct } from 'constructs';
import { azapi } from './provider';
import { type AzapiExports } from './request';

export interface AzapiDataResourceConfig extends TerraformMetaArguments {
  /** ARM type and API version: `Microsoft.KeyVault/vaults@2023-07-01`. */
  readonly type: string;
  /** Full ARM id, in any subscription. Excludes `name`. @default - the resource is found by `name` */
  readonly resourceId?: string;
  /** Name in the provider's subscription, for resource groups. Excludes `resourceId`. @default - found by `resourceId` */
  readonly name?: string;
  /** @default - all read-only properties */
  readonly responseExportValues?: AzapiExports;
}

/** Data source `azapi_resource`: reads a resource that exists already; Terraform fails where it does not. */
export class AzapiDataResource extends TerraformDataSource {
  static readonly tfResourceType = 'azapi_resource';

  readonly #config: AzapiDataResourceConfig;

  constructor(scope: Construct, id: string, config: AzapiDataResourceConfig) {
    super(scope, id, {
      ...config,
      terraformResourceType: AzapiDataResource.tfResourceType,
      terraformGeneratorMetadata: azapi,
    });
    this.#config = config;
  }

  /** Full ARM id. */
  get id(): string {
    return this.getStringAttribute('id');
  }

  /** Azure region. */
  get location(): string {
    return this.getStringAttribute('location');
  }

  /** A string of Azure's answer, such as `properties.vaultUri`; it must be among `responseExportValues` where those are set. */
  outputString(path: string): string {
    return this.getStringAttribute(`output.${path}`);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { type, resourceId, name, responseExportValues } = this.#config;
    return { type, resource_id: resourceId, name, response_export_values: responseExportValues };
  }
}

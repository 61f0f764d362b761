import { type TerraformMetaArguments, TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { azapi } from './provider';
import { type AzapiRequest, requestAttributes } from './request';

export interface AzapiUpdateResourceConfig extends AzapiRequest, TerraformMetaArguments {
  /** Id of the resource to change; it must exist. A change makes a new resource here. */
  readonly resourceId: string;
  /** Report no drift where only upper and lower case differ. @default false */
  readonly ignoreCasing?: boolean;
}

/**
 * `azapi_update_resource`: properties of a resource that something else manages, by GET, deep merge and PUT.
 * Map entries that are no longer configured stay in Azure, and destroying it changes nothing there.
 */
export class AzapiUpdateResource extends TerraformResource {
  static readonly tfResourceType = 'azapi_update_resource';

  readonly #config: AzapiUpdateResourceConfig;

  constructor(scope: Construct, id: string, config: AzapiUpdateResourceConfig) {
    super(scope, id, {
      ...config,
      terraformResourceType: AzapiUpdateResource.tfResourceType,
      terraformGeneratorMetadata: azapi,
    });
    this.#config = config;
  }

  /** Full ARM id of the changed resource, known only after the change. */
  get id(): string {
    return this.getStringAttribute('id');
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return {
      ...requestAttributes(this.#config),
      resource_id: this.#config.resourceId,
      ignore_casing: this.#config.ignoreCasing,
    };
  }
}

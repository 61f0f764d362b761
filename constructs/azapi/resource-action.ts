import { type TerraformMetaArguments, TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { azapi } from './provider';
import { type AzapiRequest, requestAttributes } from './request';

export interface AzapiResourceActionConfig extends AzapiRequest, TerraformMetaArguments {
  readonly resourceId: string;
  /** Path after the id, such as `listKeys`. @default - the resource itself */
  readonly action?: string;
  /** @default "POST" */
  readonly method?: 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'GET' | 'HEAD';
  /** Send it when Terraform creates or updates this, or when Terraform destroys it. @default "apply" */
  readonly when?: 'apply' | 'destroy';
}

/**
 * `azapi_resource_action`: one request, sent again only when an argument changes. It sees no drift.
 */
export class AzapiResourceAction extends TerraformResource {
  static readonly tfResourceType = 'azapi_resource_action';

  readonly #config: AzapiResourceActionConfig;

  constructor(scope: Construct, id: string, config: AzapiResourceActionConfig) {
    super(scope, id, {
      ...config,
      terraformResourceType: AzapiResourceAction.tfResourceType,
      terraformGeneratorMetadata: azapi,
    });
    this.#config = config;
  }

  get id(): string {
    return this.getStringAttribute('id');
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return {
      ...requestAttributes(this.#config),
      resource_id: this.#config.resourceId,
      action: this.#config.action,
      method: this.#config.method,
      when: this.#config.when,
    };
  }
}

import { type TerraformMetaArguments, TerraformResource } from 'cdktf';
import { type Construct } from 'constructs';
import { azapi } from './provider';
import { type AzapiRequest, requestAttributes } from './request';

export interface AzapiIdentity {
  readonly type: 'SystemAssigned' | 'UserAssigned' | 'SystemAssigned, UserAssigned' | 'None';
  /** Ids of user-assigned identities. @default - none */
  readonly identityIds?: readonly string[];
}

export interface AzapiResourceConfig extends AzapiRequest, TerraformMetaArguments {
  /** A change replaces the resource. */
  readonly name: string;
  /** Id of the resource group, or of the parent resource. A change replaces the resource. */
  readonly parentId: string;
  /** A change replaces the resource. @default - the type has no location */
  readonly location?: string;
  /** Leaving out what was set before sends `None`. @default - no identity */
  readonly identity?: AzapiIdentity;
  /** @default - the type has no tags, and none are added to it */
  readonly tags?: Record<string, string>;
  /** Check type and body against the provider's copy of Azure's schema while planning. @default true */
  readonly schemaValidationEnabled?: boolean;
  /** Report no drift where only upper and lower case differ. @default false */
  readonly ignoreCasing?: boolean;
  /** A change of any of these values replaces the resource. @default - none */
  readonly replaceTriggersExternalValues?: unknown;
  /** JMESPath queries on the body: a change of what they select replaces the resource. @default - none */
  readonly replaceTriggersRefs?: readonly string[];
  /**
   * Dotted paths in the body that something else decides: no drift shows there, and an update sends what Azure has.
   * Needs azapi 2.12. @default - none
   */
  readonly ignoreBodyChanges?: readonly string[];
}

/**
 * `azapi_resource`: one Azure resource, created and updated by a PUT of exactly the configured body.
 * Creation fails where the resource exists already: import it then.
 */
export class AzapiResource extends TerraformResource {
  static readonly tfResourceType = 'azapi_resource';

  /** The tags to send; may be replaced until synthesis. `undefined` where the type has none. */
  tags: Record<string, string> | undefined;
  /** As in the config; may be replaced until synthesis. */
  ignoreBodyChanges: readonly string[];
  readonly #config: AzapiResourceConfig;

  constructor(scope: Construct, id: string, config: AzapiResourceConfig) {
    super(scope, id, {
      ...config,
      terraformResourceType: AzapiResource.tfResourceType,
      terraformGeneratorMetadata: azapi,
    });
    this.#config = config;
    this.tags = config.tags;
    this.ignoreBodyChanges = config.ignoreBodyChanges ?? [];
  }

  /** Full ARM id. */
  get id(): string {
    return this.getStringAttribute('id');
  }

  /** Object id of its system-assigned identity. */
  get principalId(): string {
    return this.getStringAttribute('identity[0].principal_id');
  }

  /** A string of Azure's answer, such as `properties.scoringUri`; it must be among `responseExportValues` where those are set. */
  outputString(path: string): string {
    return this.getStringAttribute(`output.${path}`);
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const config = this.#config;
    return {
      ...requestAttributes(config),
      name: config.name,
      parent_id: config.parentId,
      location: config.location,
      identity: config.identity && [{ type: config.identity.type, identity_ids: config.identity.identityIds }],
      tags: this.tags,
      schema_validation_enabled: config.schemaValidationEnabled,
      ignore_casing: config.ignoreCasing,
      replace_triggers_external_values: config.replaceTriggersExternalValues,
      replace_triggers_refs: config.replaceTriggersRefs,
      ignore_body_changes: this.ignoreBodyChanges.length > 0 ? this.ignoreBodyChanges : undefined,
    };
  }
}

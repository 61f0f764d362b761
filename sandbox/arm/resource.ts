export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** One Azure resource as ARM shows it. The same entry is seen by Terraform, by the SDK clients and by traffic. */
export interface ArmResource {
  /** Full ARM id in its canonical spelling. Look-ups ignore case, as ARM does. */
  readonly id: string;
  /** `Microsoft.MachineLearningServices/workspaces/onlineEndpoints` */
  readonly type: string;
  readonly name: string;
  readonly location?: string;
  readonly kind?: string;
  readonly sku?: JsonObject;
  readonly identity?: JsonObject;
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties: JsonObject;
  /** What Terraform's azurerm or azuread provider holds of it; absent for resources made through azapi or REST. */
  readonly terraform?: { readonly type: string; readonly attributes: JsonObject };
}

/** What a caller may send for a resource: ARM's PUT body. */
export type ArmBody = Partial<Omit<ArmResource, 'id' | 'type' | 'name'>>;

/** Who calls: the deployer (Terraform, the CLI), or an endpoint's identity. Role checks are made on the object id. */
export interface Principal {
  readonly objectId: string;
  readonly name: string;
}

/** The emulated subscription: resources by ARM id, with ARM's rules. Every change is on disk when its promise resolves. */
export interface ResourceGraph {
  get(id: string): ArmResource | undefined;
  /** Children of `parentId` of one type (`Microsoft.MachineLearningServices/workspaces/models`), or all resources of a type. */
  list(type: string, parentId?: string): ArmResource[];
  all(): ArmResource[];
  /** Creates or replaces, as ARM's PUT; rejects with an ArmError where ARM would. */
  put(id: string, body: ArmBody): Promise<ArmResource>;
  /** Merges tags, identity or sku, as ARM's PATCH. */
  patch(id: string, body: ArmBody): Promise<ArmResource>;
  /** Deletes the resource with its children; resolves to false where there was none. */
  delete(id: string): Promise<boolean>;
  /** POST actions: `listKeys`, `listsecrets`, `token`, `regenerateKeys`, … */
  action(id: string, action: string, body?: JsonObject): Promise<Json>;
  /** True where the principal holds one of the roles (GUIDs, or `Owner` by default) at the scope or above it. */
  hasRole(objectId: string, scope: string, roleDefinitionIds: readonly string[]): boolean;
}

/** A refusal as ARM sends it. */
export class ArmError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'ArmError';
  }
}

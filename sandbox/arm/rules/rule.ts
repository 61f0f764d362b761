import { type ArmBody, type ArmResource, type Json, type JsonObject } from '../resource';
import { type ResourceId } from '../resource-id';

/** What a rule may look at: the graph as it stands before the change. */
export interface GraphView {
  get(id: string): ArmResource | undefined;
  list(type: string, parentId?: string): ArmResource[];
  readonly tenant: string;
  /** Base URL under which the sandbox answers scoring requests. */
  readonly endpointBase: string;
}

/** A PUT that is being judged. */
export interface PutRequest {
  readonly id: ResourceId;
  readonly body: ArmBody;
  readonly properties: JsonObject;
  readonly existing?: ArmResource;
  readonly graph: GraphView;
}

/** A resource whose action is called, with the values that only the emulator knows. */
export interface ActionRequest {
  readonly resource: ArmResource;
  readonly body: JsonObject;
  readonly secrets: JsonObject;
  /** A generated key of this resource. */
  readonly key: (purpose: string) => string;
  /** Makes `key` give new values for one purpose. */
  readonly renew: (purpose: string) => void;
  readonly graph: GraphView;
  /** Changes properties of a resource as the service does by itself: no rule is asked. */
  readonly change: (id: string, properties: JsonObject) => void;
}

export interface NameRule {
  readonly pattern: RegExp;
  /** The rule in words, to follow "must be". */
  readonly says: string;
}

/** What ARM and the resource provider demand of one type, and what they add to it. Everything is optional. */
export interface Rule {
  readonly type: string;
  readonly name?: NameRule;
  /** Where another resource may not have the same name, and how Azure says so. */
  readonly unique?: {
    readonly within: 'azure' | 'region';
    readonly code: string;
    readonly message: (name: string) => string;
  };
  /** Exists wherever its parent does (`blobServices/default`). */
  readonly implied?: true;
  /** Comes into being with its first child (the container of asset versions). */
  readonly createdByChild?: true;
  /** An extension resource: it may lie on what is outside the sandbox. */
  readonly extension?: true;
  /** Takes the location of this ancestor, and refuses another. */
  readonly locatedAs?: 'workspace';
  /** PATCH takes tags, identity and sku only. */
  readonly fixedProperties?: true;
  /** Keys of `properties` that the service decides, beside `provisioningState`: what a caller sends is left aside. */
  readonly readOnly?: readonly string[];
  /** Keys of `properties` that are never stored nor shown. */
  readonly secrets?: readonly string[];
  /** Refuses what the service would refuse, by throwing an ArmError. */
  check?(request: PutRequest): void;
  /** Properties as the service stores them. */
  properties?(request: PutRequest): JsonObject;
  /** Resources that the service makes together with this one; those that exist are left alone. */
  companions?(resource: ArmResource, graph: GraphView): readonly { readonly id: string; readonly body: ArmBody }[];
  /** Properties that follow from other resources or from where the sandbox runs: computed at each read. */
  view?(resource: ArmResource, graph: GraphView): JsonObject;
  checkDelete?(resource: ArmResource, graph: GraphView): void;
  readonly actions?: Readonly<Record<string, (request: ActionRequest) => Json>>;
}

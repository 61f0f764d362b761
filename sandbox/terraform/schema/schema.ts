/** The schema of a Terraform resource, data source or provider, as the plugin protocol describes it. */

/** A type in Terraform's JSON form: `"string"`, `["list", "string"]`, `["object", {…}]`, `"dynamic"`. */
export type AttributeType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', AttributeType]
  | readonly ['object', Readonly<Record<string, AttributeType>>]
  | readonly ['tuple', readonly AttributeType[]];

export interface Attribute {
  readonly type: AttributeType;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly writeOnly?: boolean;
  /** For an object with attributes of its own: the names of those that must be given. The others are optional. */
  readonly requiredFields?: readonly string[];
}

export interface NestedBlock {
  readonly nesting: 'single' | 'list' | 'set';
  readonly block: Block;
  readonly minItems: number;
  /** 0: no limit. */
  readonly maxItems: number;
}

export interface Block {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly blocks: Readonly<Record<string, NestedBlock>>;
}

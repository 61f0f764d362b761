import { type ArmResource, type JsonObject, type OpenResourceGraph, type Principal } from '../../arm';
import { type Values } from '../protocol/values';
import { type CreationSession } from '../creation-journal';
import { type Diagnostic } from '../provider';
import { type Field } from './fields';
import { type IdForm } from './ids';

/** What a provider's types work with: the graph, and what one Terraform process configured. */
export interface ProviderContext {
  readonly graph: OpenResourceGraph;
  readonly principal: Principal;
  readonly journal: CreationSession;
  subscription: string;
  tenant: string;
}

/** A resource whose computed values are asked for. */
export interface Computation {
  readonly resource: ArmResource;
  /** The attributes that the configuration decides, as far as the sandbox keeps them. */
  readonly attributes: Values;
  readonly context: ProviderContext;
  /** A generated secret of the resource, in base64. */
  readonly key: (purpose: string) => string;
}

/**
 * What the schema of a type does not say, as data: one small entry turns a generated schema into an emulated
 * resource. Attribute names are Terraform's.
 */
export interface Behaviour {
  /** `azurerm_key_vault` */
  readonly type: string;
  /** Folder of the binding that holds the schema: `key-vault`. */
  readonly binding: string;
  readonly armType: string;
  readonly id: IdForm<ProviderContext>;
  /** Attributes whose change needs a new resource. */
  readonly forceNew: readonly string[];
  /** Values where the configuration says nothing; a dotted path reaches into nested blocks. */
  readonly defaults?: Values;
  /** Where attributes stand in the ARM resource. What is not named here is kept beside it. */
  readonly fields?: Readonly<Record<string, Field>>;
  /** Properties of the ARM resource that no attribute decides. */
  readonly properties?: (attributes: Values, context: ProviderContext) => JsonObject;
  /** Values that Azure decides, computed at each read. */
  readonly computed?: (computation: Computation) => Values;
  /** Computed attributes that change with another: `{ value: ['version'] }`. */
  readonly changedBy?: Readonly<Record<string, readonly string[]>>;
  /** Nested blocks that stay as they are where the configuration does not name them any more. */
  readonly optionalAndComputed?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly writeOnly?: readonly string[];
  /** Sensitive attributes that the configuration sets: the graph keeps their fingerprints only. */
  readonly secret?: readonly string[];
  readonly allowed?: Readonly<Record<string, readonly string[]>>;
  /** Groups of attributes of which exactly one is to be set. */
  readonly exactlyOne?: readonly (readonly string[])[];
  /** Groups of attributes of which at most one is to be set. */
  readonly atMostOne?: readonly (readonly string[])[];
  readonly check?: (config: Values) => readonly Diagnostic[];
  /** Refuses a deletion by throwing. */
  readonly checkDelete?: (resource: ArmResource, context: ProviderContext) => void;
  /** Takes the place of writing the resource to the graph, for types that are part of another resource. */
  readonly storage?: PartStorage;
}

/** How a type is kept that is no ARM resource of its own, such as an access policy of a vault. */
export interface PartStorage {
  find(id: string, context: ProviderContext): ArmResource | undefined;
  put(id: string, attributes: Values, context: ProviderContext): Promise<void>;
  delete(id: string, context: ProviderContext): Promise<void>;
}

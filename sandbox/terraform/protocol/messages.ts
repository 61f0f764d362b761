/** Requests and answers of the plugin protocol, as the loaded proto file gives and takes them. */

export interface DynamicValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

export interface DiagnosticMessage {
  readonly severity: number;
  readonly summary: string;
  readonly detail: string;
  readonly attribute?: { readonly steps: readonly { readonly attributeName: string }[] };
}

export interface TypedConfig {
  readonly typeName: string;
  readonly config: DynamicValue;
}

export interface UpgradeRequest {
  readonly typeName: string;
  readonly rawState: { readonly json: Uint8Array };
}

export interface ReadRequest {
  readonly typeName: string;
  readonly currentState: DynamicValue;
  readonly private?: Uint8Array;
}

export interface PlanRequest extends TypedConfig {
  readonly priorState: DynamicValue;
  readonly proposedNewState: DynamicValue;
  readonly priorPrivate?: Uint8Array;
}

export interface ApplyRequest extends TypedConfig {
  readonly priorState: DynamicValue;
  readonly plannedState: DynamicValue;
  readonly plannedPrivate?: Uint8Array;
}

export interface ImportRequest {
  readonly typeName: string;
  readonly id: string;
}

import { type IResolvable } from 'cdktf';

/** JSON as ARM takes it. Keys are sent as they are; tokens may stand anywhere; `null` is sent, `undefined` is not. */
export type AzapiBody = Readonly<Record<string, unknown>> | IResolvable;

/** Paths to keep in `output`, or names with a JMESPath query each. */
export type AzapiExports = readonly string[] | Readonly<Record<string, string>>;

/** Durations as Terraform writes them: `90m`. */
export interface AzapiTimeouts {
  /** @default "30m" */
  readonly create?: string;
  /** @default "5m" */
  readonly read?: string;
  /** @default "30m" */
  readonly update?: string;
  /** @default "30m" */
  readonly delete?: string;
}

/** Which failures are worth another try, beside those that the provider retries by itself. */
export interface AzapiRetry {
  /** Regular expressions (RE2), tried on the error message. */
  readonly errorMessageRegex: readonly string[];
  /** Valid range: 1-120. @default 10 */
  readonly intervalSeconds?: number;
  /** Valid range: 1-300. @default 180 */
  readonly maxIntervalSeconds?: number;
}

/** Arguments that `azapi_resource`, `azapi_update_resource` and `azapi_resource_action` share. */
export interface AzapiRequest {
  /** ARM type and API version: `Microsoft.MachineLearningServices/workspaces@2025-06-01`. */
  readonly type: string;
  /** @default - no body */
  readonly body?: AzapiBody;
  /** Merged over `body`, never written to state or plan. Needs Terraform 1.11. @default - nothing is secret */
  readonly sensitiveBody?: AzapiBody;
  /** Version by path: raise it to send that part of `sensitiveBody` again. @default - all of it goes with every update */
  readonly sensitiveBodyVersion?: Readonly<Record<string, string>>;
  /** @default - all read-only properties, except for an action: nothing */
  readonly responseExportValues?: AzapiExports;
  /** ARM ids of which only one is worked on at a time within an apply. @default - none */
  readonly locks?: readonly string[];
  /** @default - only what the provider retries by itself */
  readonly retry?: AzapiRetry;
  /** @default - 30 minutes, 5 for reading */
  readonly timeouts?: AzapiTimeouts;
}

/** The arguments above as Terraform names them; what is `undefined` is left out by the synthesizer. */
export function requestAttributes(request: AzapiRequest): Record<string, unknown> {
  return {
    type: request.type,
    body: request.body,
    sensitive_body: request.sensitiveBody,
    sensitive_body_version: request.sensitiveBodyVersion,
    response_export_values: request.responseExportValues,
    locks: request.locks,
    retry: request.retry && {
      error_message_regex: request.retry.errorMessageRegex,
      interval_seconds: request.retry.intervalSeconds,
      max_interval_seconds: request.retry.maxIntervalSeconds,
    },
    timeouts: request.timeouts,
  };
}

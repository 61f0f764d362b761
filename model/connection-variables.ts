import { type Connection } from './environment';

/** One secret of a connection: where its value comes from, and how Terraform receives it. */
export interface ConnectionSecret {
  /** `key`, or the key of a custom connection's secret. */
  readonly field: string;
  /** Terraform variable of the platform stack. */
  readonly variable: string;
  /** Name of the environment variable that holds the value on the machine that runs Terraform. */
  readonly env: string;
  readonly version: string;
}

/**
 * Name of the Terraform variable that carries one secret of a connection; Terraform reads it from `TF_VAR_<name>`.
 * Characters that a shell cannot have in a variable's name become underscores.
 */
export function connectionVariable(connection: string, field: string): string {
  return `connection_${connection}_${field}`.replace(/[^A-Za-z0-9_]/g, '_');
}

/** The secrets that an environment's connection needs when Terraform runs; none with Entra. */
export function connectionSecrets(connection: Connection): ConnectionSecret[] {
  if (connection.auth === 'entra') return [];
  return Object.entries(connection.auth).map(([field, { env, version }]) => ({
    field,
    variable: connectionVariable(connection.name, field),
    env,
    version,
  }));
}

/** Named access to a service that a flow uses: prompt flow's connection. */
export interface Connection {
  readonly name: string;
  /** `azure_open_ai`, `open_ai`, `serverless`, `cognitive_search`, `serp`, `custom`, … as in prompt flow. */
  readonly type: string;
  /** Fields that are not secret: `api_base`, `api_version`, `auth_mode`, a custom connection's own. */
  readonly configs: Readonly<Record<string, string>>;
  /** Secret fields: `api_key`, a custom connection's own. Never logged, never written. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Where a flow's connections come from: a file, an environment, a workspace. */
export interface ConnectionProvider {
  /** Rejects with an error that names the connection and says why it cannot be had. */
  get(name: string): Promise<Connection>;
  /** A bearer token for connections whose `auth_mode` is `meid_token`. */
  token?(scope: string): Promise<string>;
}

import { type Construct } from 'constructs';
import {
  AzureOpenAiConnection,
  CognitiveSearchConnection,
  CustomConnection,
  type IConnection,
  type ISecret,
  OpenAiConnection,
  SecretVariable,
  SerpConnection,
} from '../constructs/connections';
import { type IWorkspace } from '../constructs/workspace';
import { connectionSecrets } from '../model/connection-variables';
import { type Connection, type Environment } from '../model/environment';
import { terraformLiteral, terraformLiterals } from './terraform-literal';

/** Makes an environment's connections in its workspace, by name. Their secrets become variables of the stack. */
export function addConnections(
  workspace: IWorkspace,
  scope: Construct,
  { connections }: Environment,
): ReadonlyMap<string, IConnection> {
  return new Map(connections.map((connection) => [connection.name, addConnection(scope, workspace, connection)]));
}

function addConnection(scope: Construct, workspace: IWorkspace, connection: Connection): IConnection {
  const { name } = connection;
  const secrets = addSecrets(scope, connection);
  const apiVersion = connection.apiVersion !== undefined && { apiVersion: terraformLiteral(connection.apiVersion) };
  const account = connection.resourceId !== undefined && { accountId: connection.resourceId };
  switch (connection.type) {
    case 'azure_open_ai':
      return new AzureOpenAiConnection(scope, name, {
        workspace,
        name,
        endpoint: endpoint(connection),
        ...apiVersion,
        ...account,
        ...(connection.auth !== 'entra' && { key: key(connection, secrets) }),
      });
    case 'open_ai':
      return new OpenAiConnection(scope, name, {
        workspace,
        name,
        key: key(connection, secrets),
        ...(connection.endpoint !== undefined && { endpoint: endpoint(connection) }),
        ...(connection.organization !== undefined && { organization: terraformLiteral(connection.organization) }),
      });
    case 'cognitive_search':
      return new CognitiveSearchConnection(scope, name, {
        workspace,
        name,
        endpoint: endpoint(connection),
        ...apiVersion,
        ...account,
        ...(connection.auth !== 'entra' && { key: key(connection, secrets) }),
      });
    case 'serp':
      return new SerpConnection(scope, name, { workspace, name, key: key(connection, secrets) });
    case 'custom':
      return new CustomConnection(scope, name, {
        workspace,
        name,
        configs: terraformLiterals(connection.configs),
        secrets,
      });
  }
}

function addSecrets(scope: Construct, connection: Connection): Record<string, ISecret> {
  return Object.fromEntries(
    connectionSecrets(connection).map(({ field, variable, env, version }) => {
      if (scope.node.tryFindChild(variable)) {
        throw new Error(
          `secret "${field}" of connection "${connection.name}" needs Terraform variable ${variable}, ` +
            'which another connection has already: rename one of them',
        );
      }
      const description = `${field} of connection ${connection.name}: llmops reads it from environment variable ${env}`;
      return [field, new SecretVariable(scope, variable, { name: variable, version, description })];
    }),
  );
}

function key(connection: Connection, secrets: Readonly<Record<string, ISecret>>): ISecret {
  if (secrets.key) return secrets.key;
  throw new Error(`connection "${connection.name}" of type ${connection.type} needs auth: { key: { env: NAME } }`);
}

function endpoint(connection: Connection): string {
  if (connection.endpoint !== undefined) return terraformLiteral(connection.endpoint);
  throw new Error(`connection "${connection.name}" of type ${connection.type} needs an endpoint`);
}

import { createHash } from 'node:crypto';
import { Annotations, Fn, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { AzapiResource } from '../azapi';
import { badName } from '../azure-name';
import { machineLearningType } from '../machine-learning';
import { type IPrincipal } from '../principal';
import { refuse } from '../props';
import { grantRole, type Role } from '../role';
import { type IWorkspace } from '../workspace';
import { type ISecret } from './secret';

/** Named access of a workspace's flows to a service. */
export interface IConnection extends IConstruct {
  readonly name: string;
  /**
   * Lets a principal use the service behind the connection. Does nothing where the connection carries a key; warns
   * where the account behind it is not known, as access must then be granted by hand.
   */
  grantUse(principal: IPrincipal): void;
}

/** What every kind of connection takes. */
export interface ConnectionProps {
  readonly workspace: IWorkspace;
  /** The name by which flows ask for it: 3-33 letters, digits, - and _. A change replaces the connection. */
  readonly name: string;
  /** Whether everyone who works in the workspace may use it. @default true */
  readonly sharedToAll?: boolean;
}

/** A connection as ARM holds it, less its secrets. */
interface ConnectionBody {
  readonly category: string;
  readonly authType: 'ApiKey' | 'AAD' | 'CustomKeys';
  readonly target: string;
  readonly metadata: Readonly<Record<string, string | undefined>>;
}

/** What a principal needs on the service behind a connection that carries no key. */
interface EntraAccess {
  readonly role: Role;
  /** ARM id of the account; undefined where it is not known. */
  readonly accountId: string | undefined;
}

/** What the kinds of connections are made of; use the class of the kind. */
export abstract class Connection extends Construct implements IConnection {
  readonly id: string;
  readonly name: string;
  readonly #access: EntraAccess | undefined;

  /**
   * @param secrets by field: `key`, or the keys of a custom connection; none with Entra
   * @param access for connections by Entra
   */
  protected constructor(
    scope: Construct,
    id: string,
    props: ConnectionProps,
    body: ConnectionBody,
    secrets: Readonly<Record<string, ISecret>>,
    access?: EntraAccess,
  ) {
    super(scope, id);
    this.#access = access;
    const readable = Object.entries(secrets).filter(([, secret]) => !Token.isUnresolved(secret.value));
    refuse(this, [
      badName('connection', props.name),
      readable.length > 0 &&
        `secret ${readable.map(([field]) => `"${field}"`).join(', ')} is given in clear text, which would be written to cdktf.out: use a SecretVariable`,
    ]);
    this.name = props.name;
    const properties = { ...body, isSharedToAll: props.sharedToAll ?? true };
    this.id = new AzapiResource(this, 'Resource', {
      type: machineLearningType('workspaces/connections'),
      name: props.name,
      parentId: props.workspace.id,
      body: { properties },
      ...(Object.keys(secrets).length > 0 && {
        sensitiveBody: { properties: { credentials: credentials(body.authType, secrets) } },
        sensitiveBodyVersion: { 'properties.credentials': version(secrets, properties) },
      }),
    }).id;
  }

  grantUse(principal: IPrincipal): void {
    if (!this.#access) return;
    const { role, accountId } = this.#access;
    if (accountId !== undefined) grantRole(principal, role, this, accountId);
    else {
      Annotations.of(this).addWarning(
        `connection ${this.name} does not say which account is behind it: grant "${role}" on it to ${principal.node.path} by hand`,
      );
    }
  }
}

function credentials(authType: string, secrets: Readonly<Record<string, ISecret>>): Record<string, unknown> {
  const values = Object.fromEntries(Object.entries(secrets).map(([field, { value }]) => [field, value]));
  return authType === 'CustomKeys' ? { keys: values } : values;
}

/**
 * The provider sends credentials only when their version changes, while each update replaces the whole connection:
 * the version follows the rest of the body too, so that an update never leaves the connection without credentials.
 */
function version(secrets: Readonly<Record<string, ISecret>>, properties: object): string {
  const versions = Object.values(secrets).map((secret) => secret.version);
  const text = JSON.stringify(properties);
  const digest = Token.isUnresolved(text)
    ? Token.asString(Fn.substr(Fn.sha256(Fn.jsonencode(properties)), 0, 8))
    : createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${versions.join('.')}-${digest}`;
}

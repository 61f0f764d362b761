import { Annotations } from 'cdktf';
import { type Construct } from 'constructs';
import { type IPrincipal } from '../principal';
import { grantRole, Role } from '../role';
import { Connection, type ConnectionProps } from './connection';
import { type ISecret } from './secret';

export interface AzureOpenAiConnectionProps extends ConnectionProps {
  /** Base URL of the account: `https://<account>.openai.azure.com/`. */
  readonly endpoint: string;
  /** @default - the version that prompt flow takes where a connection names none */
  readonly apiVersion?: string;
  /** ARM id of the account, so that `grantUse` can give access to it. @default - access is granted by hand */
  readonly accountId?: string;
  /** @default - none: whoever uses the connection is known by Entra, and needs a role on the account */
  readonly key?: ISecret;
}

/** Azure OpenAI: prompt flow's `azure_open_ai`. */
export class AzureOpenAiConnection extends Connection {
  readonly #accountId: string | undefined;
  readonly #entra: boolean;

  constructor(scope: Construct, id: string, props: AzureOpenAiConnectionProps) {
    super(
      scope,
      id,
      props,
      {
        category: 'AzureOpenAI',
        authType: props.key ? 'ApiKey' : 'AAD',
        target: props.endpoint,
        metadata: { ApiType: 'Azure', ApiVersion: props.apiVersion, ResourceId: props.accountId },
      },
      props.key ? { key: props.key } : {},
    );
    this.#accountId = props.accountId;
    this.#entra = !props.key;
  }

  /** Grants Cognitive Services OpenAI User on the account, where the connection is by Entra and the account is known. */
  override grantUse(principal: IPrincipal): void {
    if (!this.#entra) return;
    if (this.#accountId !== undefined) grantRole(principal, Role.openAiUser, this, this.#accountId);
    else {
      Annotations.of(this).addWarning(
        `connection ${this.name} names no account: grant "${Role.openAiUser}" on it to ${principal.node.path} by hand`,
      );
    }
  }
}

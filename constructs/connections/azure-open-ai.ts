import { type Construct } from 'constructs';
import { Role } from '../role';
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
      props.key ? undefined : { role: Role.openAiUser, accountId: props.accountId },
    );
  }
}

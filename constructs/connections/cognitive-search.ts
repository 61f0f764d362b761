import { type Construct } from 'constructs';
import { Role } from '../role';
import { Connection, type ConnectionProps } from './connection';
import { type ISecret } from './secret';

export interface CognitiveSearchConnectionProps extends ConnectionProps {
  /** `https://<service>.search.windows.net`. */
  readonly endpoint: string;
  /** @default - the version that prompt flow takes where a connection names none */
  readonly apiVersion?: string;
  /** ARM id of the search service, so that `grantUse` can give access to it. @default - access is granted by hand */
  readonly accountId?: string;
  /** @default - none: whoever uses the connection is known by Entra, and needs a role on the service */
  readonly key?: ISecret;
}

/** Azure AI Search: prompt flow's `cognitive_search`. */
export class CognitiveSearchConnection extends Connection {
  constructor(scope: Construct, id: string, props: CognitiveSearchConnectionProps) {
    super(
      scope,
      id,
      props,
      {
        category: 'CognitiveSearch',
        authType: props.key ? 'ApiKey' : 'AAD',
        target: props.endpoint,
        metadata: { ApiVersion: props.apiVersion },
      },
      props.key ? { key: props.key } : {},
      props.key ? undefined : { role: Role.searchIndexDataReader, accountId: props.accountId },
    );
  }
}

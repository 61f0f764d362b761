import { type Construct } from 'constructs';
import { Connection, type ConnectionProps } from './connection';
import { type ISecret } from './secret';

export interface CognitiveSearchConnectionProps extends ConnectionProps {
  /** `https://<service>.search.windows.net`. */
  readonly endpoint: string;
  /** @default - the version that prompt flow takes where a connection names none */
  readonly apiVersion?: string;
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
    );
  }
}

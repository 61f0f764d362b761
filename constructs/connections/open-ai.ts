import { type Construct } from 'constructs';
import { Connection, type ConnectionProps } from './connection';
import { type ISecret } from './secret';

export interface OpenAiConnectionProps extends ConnectionProps {
  readonly key: ISecret;
  /** Base URL, for services that speak OpenAI's protocol. @default "https://api.openai.com/v1" */
  readonly endpoint?: string;
  /** @default - the key's own organization */
  readonly organization?: string;
}

/** OpenAI, or what speaks its protocol: prompt flow's `open_ai`. */
export class OpenAiConnection extends Connection {
  constructor(scope: Construct, id: string, props: OpenAiConnectionProps) {
    super(
      scope,
      id,
      props,
      {
        category: 'OpenAI',
        authType: 'ApiKey',
        target: props.endpoint ?? 'https://api.openai.com/v1',
        metadata: { organization: props.organization },
      },
      { key: props.key },
    );
  }
}

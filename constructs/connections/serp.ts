import { type Construct } from 'constructs';
import { Connection, type ConnectionProps } from './connection';
import { type ISecret } from './secret';

export interface SerpConnectionProps extends ConnectionProps {
  readonly key: ISecret;
}

/** Web search by SerpApi: prompt flow's `serp`. */
export class SerpConnection extends Connection {
  constructor(scope: Construct, id: string, props: SerpConnectionProps) {
    super(
      scope,
      id,
      props,
      { category: 'Serp', authType: 'ApiKey', target: 'https://serpapi.com/search', metadata: {} },
      { key: props.key },
    );
  }
}

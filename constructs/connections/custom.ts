import { type Construct } from 'constructs';
import { Connection, type ConnectionProps } from './connection';
import { type ISecret } from './secret';

export interface CustomConnectionProps extends ConnectionProps {
  /** Values that anyone who may see the workspace may read. @default - none */
  readonly configs?: Readonly<Record<string, string>>;
  /** Values that only those may read who may read the workspace's connection secrets. */
  readonly secrets: Readonly<Record<string, ISecret>>;
}

/** Values of one's own for a flow's code: prompt flow's `custom`. */
export class CustomConnection extends Connection {
  constructor(scope: Construct, id: string, props: CustomConnectionProps) {
    super(
      scope,
      id,
      props,
      // Azure wants a target where there is nothing to name; prompt flow wants metadata even where it is empty.
      { category: 'CustomKeys', authType: 'CustomKeys', target: '_', metadata: props.configs ?? {} },
      props.secrets,
    );
  }
}

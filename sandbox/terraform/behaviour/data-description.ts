import { emptyValues, type Values } from '../protocol/values';
import { type DataSource } from '../provider';
import { type Block } from '../schema/schema';
import { refuseComputedValues } from '../schema/validation';
import { type ProviderContext } from './behaviour';

/** How a data source finds its values. */
export interface DataDescription {
  readonly type: string;
  readonly binding: string;
  readonly read: (config: Values, context: ProviderContext) => Values;
}

export function dataSource(schema: Block, description: DataDescription, context: ProviderContext): DataSource {
  return {
    schema,
    validate: (config) => refuseComputedValues(config, schema),
    read: (config) => Promise.resolve({ ...emptyValues(schema), ...config, ...description.read(config, context) }),
  };
}

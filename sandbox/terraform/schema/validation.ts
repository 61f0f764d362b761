import { type Value, type Values, valuesOf } from '../protocol/values';
import { type Diagnostic } from '../provider';
import { type Block } from './schema';

/** Terraform itself does not refuse a value for an attribute that only the provider sets. */
export function refuseComputedValues(config: Values, block: Block, path = ''): Diagnostic[] {
  const own = Object.entries(block.attributes)
    .filter(
      ([name, { required, optional }]) => required !== true && optional !== true && (config[name] ?? null) !== null,
    )
    .map(([name]) => ({
      severity: 'error' as const,
      summary: 'Value for unconfigurable attribute',
      detail: `Can't configure a value for "${path}${name}": its value is decided when the configuration is applied.`,
      ...(path === '' ? { attribute: name } : {}),
    }));
  const nested = Object.entries(block.blocks).flatMap(([name, inner]) =>
    itemsOf(config[name]).flatMap((item) => refuseComputedValues(item, inner.block, `${path}${name}.`)),
  );
  return [...own, ...nested];
}

/** The items of a nested block, of any nesting. */
export function itemsOf(value: Value | undefined): Values[] {
  if (Array.isArray(value)) return value.map((item) => valuesOf(item));
  return value === null || value === undefined ? [] : [valuesOf(value)];
}

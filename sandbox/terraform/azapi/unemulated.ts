import { type Values } from '../protocol/values';
import { type Diagnostic } from '../provider';

const withoutEffect = ['list_unique_id_property', 'ignore_other_items_in_list'];

/** Says which of a configuration's arguments the sandbox takes without doing what azapi does for them. */
export function warnOfUnemulated(config: Values): Diagnostic[] {
  return withoutEffect
    .filter((name) => (config[name] ?? null) !== null)
    .map((name) => ({
      severity: 'warning',
      summary: `The sandbox does not emulate "${name}"`,
      detail: 'The argument has no effect here: the whole body is compared and sent. In Azure it takes effect.',
      attribute: name,
    }));
}

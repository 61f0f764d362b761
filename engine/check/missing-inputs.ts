import { isRequired, type InputDefinition } from '../load/definition';

/** Names of the inputs that a caller must give and did not. */
export function missingInputs(
  declared: ReadonlyMap<string, InputDefinition>,
  given: Readonly<Record<string, unknown>>,
): readonly string[] {
  return [...declared]
    .filter(([name, input]) => isRequired(input) && !Object.hasOwn(given, name))
    .map(([name]) => name);
}

import { type JsonValue } from '../../model';

/** `<node>.<input>` to node and input: a node's name has no dot. */
export function nodeInputs(parameters: Readonly<Record<string, JsonValue>>): Record<string, Record<string, JsonValue>> {
  const inputs: Record<string, Record<string, JsonValue>> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const dot = name.indexOf('.');
    const node = name.slice(0, dot);
    inputs[node] = { ...inputs[node], [name.slice(dot + 1)]: value };
  }
  return inputs;
}

import { type Fault } from '../yaml/document';
import { type NodeVariant } from './definition';
import { parseReference } from './reference';

/** Nodes that wait for each other, in the flow as it runs by default: none of them could ever start. */
export function circleFaults(nodes: readonly NodeVariant[]): readonly Fault[] {
  const waiting = new Map(
    nodes.filter(({ isDefault }) => isDefault).map((node) => [node.node, { node, needs: needsOf(node) }] as const),
  );
  let ready = readyIn(waiting);
  while (ready.length > 0) {
    for (const name of ready) waiting.delete(name);
    ready = readyIn(waiting);
  }
  const circle = [...waiting.keys()].sort();
  const first = waiting.get(circle[0] ?? '')?.node;
  if (first === undefined) return [];
  const message = `Nodes wait for each other: ${circle.map((name) => `'${name}'`).join(', ')}.`;
  const hint = 'Remove a reference, so that one of them can start.';
  return [{ path: [...first.path, 'inputs'], code: 'circular-reference', message, hint }];
}

function readyIn(waiting: ReadonlyMap<string, { readonly needs: ReadonlySet<string> }>): readonly string[] {
  return [...waiting].flatMap(([name, { needs }]) => ([...needs].some((need) => waiting.has(need)) ? [] : [name]));
}

function needsOf({ body }: NodeVariant): ReadonlySet<string> {
  const values = [...Object.values(body.inputs ?? {}), body.activate?.when];
  return new Set(
    values.flatMap((value) => {
      const reference = parseReference(value);
      return reference?.to === 'node' ? [reference.node] : [];
    }),
  );
}

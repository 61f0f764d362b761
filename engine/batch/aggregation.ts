import { nodesRead } from '../check/topology';
import { FlowError } from '../error';
import type { FlowEventHandler, NodeStatus, TokenUsage } from '../event';
import type { FlowDefinition, OutputDefinition } from '../load/definition';
import type { ExecutableNode } from '../nodes/executable';
import type { PythonHost } from '../nodes/python/host';
import type { NodeReference, Reference } from '../references/reference';
import { Cancellation } from '../schedule/cancellation';
import { Line } from '../schedule/line';
import { CarriedObject, PythonObject, type Value } from '../values/value';

/** What aggregation nodes read of one line that succeeded. */
export interface AggregatedLine {
  /** The flow's inputs in that line. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** Outputs of normal nodes, by the text of the references to them. */
  readonly aggregated: ReadonlyMap<string, Value>;
}

/** What aggregation nodes gave. They may fail after some of them gave outputs or metrics. */
export interface Aggregation {
  readonly outputs: ReadonlyMap<string, Value>;
  /** Plain data by key, as `log_metric` was called last. */
  readonly metrics: ReadonlyMap<string, Value>;
  readonly nodes: ReadonlyMap<string, NodeStatus>;
  readonly tokens: TokenUsage;
  readonly error?: FlowError;
}

export interface AggregationOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: FlowEventHandler;
  /** Whether events show objects of Python as files do. */
  readonly shows?: boolean;
}

interface AggregationParts {
  readonly definition: FlowDefinition;
  readonly nodes: readonly ExecutableNode[];
  readonly host: PythonHost;
  readonly concurrency: number;
}

/** References of aggregation nodes to outputs of normal nodes, by their text. */
export function aggregatedReferences({ nodes }: FlowDefinition): ReadonlyMap<string, NodeReference> {
  const aggregation = new Set(nodes.filter((node) => node.aggregation).map((node) => node.name));
  const references = nodes
    .filter((node) => node.aggregation)
    .flatMap((node) => [...node.inputs.values()])
    .filter((reference) => reference.kind === 'node')
    .filter((reference) => !aggregation.has(reference.node));
  return new Map(references.map((reference) => [referenceText(reference), reference]));
}

/**
 * Runs the aggregation nodes as a graph of their own over the lines that succeeded: what they read of normal nodes and
 * of the flow's inputs is a list with an item for each line.
 */
export async function runAggregation(
  { definition, nodes, host, concurrency }: AggregationParts,
  lines: readonly AggregatedLine[],
  { signal, onEvent, shows }: AggregationOptions,
): Promise<Aggregation> {
  const texts = aggregatedReferences(definition);
  const lists = new Map(
    [...texts.keys()].map((text) => [text, lines.map((line) => line.aggregated.get(text) ?? null)]),
  );
  const views = nodes.every((node) => node.takesPythonObjects) ? lists : await viewed(lists, host);
  const outputs = new Map<string, Value>();
  const metrics = new Map<string, Value>();
  const own = nodes
    .filter((node) => node.definition.aggregation)
    .map((node) => recording(withLists(node, node.takesPythonObjects ? lists : views), host, outputs));
  const cancellation = new Cancellation(signal === undefined ? {} : { signal });
  const line = new Line({
    nodes: own,
    shared: new Set<string>(),
    read: nodesRead(own.map(({ definition: node }) => node)),
    outputs: new Map<string, OutputDefinition>(),
    inputs: new Map(
      [...definition.inputs.keys()].map((name) => [name, lines.map((item) => item.inputs.get(name) ?? null)]),
    ),
    aggregated: new Map(),
    host,
    concurrency,
    lineNumber: undefined,
    shows: shows === true,
    cancellation,
    emit: (event) => {
      if (event.type === 'metric') metrics.set(event.key, event.value);
      onEvent?.(event);
    },
  });
  let error: FlowError | undefined;
  try {
    await line.run();
  } catch (thrown) {
    error = FlowError.from(thrown);
  } finally {
    cancellation.end();
  }
  return {
    outputs,
    metrics,
    nodes: line.statuses,
    tokens: line.tokens,
    ...(error === undefined ? {} : { error }),
  };
}

/** Lists as templates see the objects in them. */
async function viewed(
  lists: ReadonlyMap<string, readonly Value[]>,
  host: PythonHost,
): Promise<ReadonlyMap<string, readonly Value[]>> {
  const view = async (value: Value) => (value instanceof CarriedObject ? host.objects.view(value) : value);
  const entries = [...lists].map(async ([text, list]) => [text, await Promise.all(list.map(view))] as const);
  return new Map(await Promise.all(entries));
}

function withLists(node: ExecutableNode, lists: ReadonlyMap<string, readonly Value[]>): ExecutableNode {
  const replace = (inputs: ReadonlyMap<string, Reference>): ReadonlyMap<string, Reference> =>
    new Map(
      [...inputs].map(([name, reference]): [string, Reference] => {
        const list = reference.kind === 'node' ? lists.get(referenceText(reference)) : undefined;
        return [name, list === undefined ? reference : { kind: 'literal', value: list }];
      }),
    );
  const definition = { ...node.definition, aggregation: false, inputs: replace(node.definition.inputs) };
  return { ...node, definition, inputs: replace(node.inputs) };
}

/** Keeps each output as it comes, so that a failure later on does not take it away. */
function recording(node: ExecutableNode, host: PythonHost, outputs: Map<string, Value>): ExecutableNode {
  return {
    ...node,
    run: async (call) => {
      const result = await node.run(call);
      const { output } = result;
      outputs.set(node.definition.name, output instanceof PythonObject ? await host.objects.view(output) : output);
      return result;
    },
  };
}

function referenceText({ node, section, property }: NodeReference): string {
  return `\${${node}.${section}${property === '' ? '' : `.${property}`}}`;
}

import { noTokens, addTokens, type FlowEvent, type FlowEventHandler, type TokenUsage } from '../event';
import type { FlowInterface, FlowDefinition } from '../load/definition';
import type { Value } from '../values/value';

/** Characters. */
const mostPrinted = 1_000_000;

type NodeEnded = Extract<FlowEvent, { type: 'node-ended' }>;

/** What one node did in one line. */
export interface NodeRecord extends Pick<NodeEnded, 'node' | 'status' | 'output' | 'error'> {
  readonly inputs: ReadonlyMap<string, Value>;
  /** Milliseconds since 1970, as `end`. */
  readonly start: number;
  readonly end: number;
  readonly tokens: TokenUsage;
  readonly stdout: string;
  readonly stderr: string;
}

interface Work {
  readonly start: number;
  tokens: TokenUsage;
  readonly printed: { stdout: string; stderr: string };
}

/** Notes what the nodes of one line do, from the events of its run. */
export class Recorder {
  readonly start = Date.now();
  private readonly working = new Map<string, Work>();
  private readonly ended: NodeRecord[] = [];
  private readonly escaped: ReadonlyMap<string, readonly string[]>;

  constructor(definition: FlowInterface) {
    this.escaped = escapedInputs(definition);
  }

  /** The nodes that have ended, in that order. */
  get nodes(): readonly NodeRecord[] {
    return this.ended;
  }

  readonly onEvent: FlowEventHandler = (event) => {
    if (event.type === 'node-started') this.work(event.node);
    else if (event.type === 'model-answered') {
      const work = this.work(event.node);
      work.tokens = addTokens(work.tokens, event.tokens);
    } else if (event.type === 'printed' && event.node !== undefined) {
      const { printed } = this.work(event.node);
      if (printed[event.stream].length < mostPrinted) printed[event.stream] += stamped(event.text);
    } else if (event.type === 'node-ended') this.end(event);
  };

  private work(node: string): Work {
    const known = this.working.get(node);
    if (known !== undefined) return known;
    const work = { start: Date.now(), tokens: noTokens, printed: { stdout: '', stderr: '' } };
    this.working.set(node, work);
    return work;
  }

  private end({ node, status, inputs, output, error }: NodeEnded): void {
    const { start, tokens, printed } = this.work(node);
    const escaped = this.escaped.get(node);
    const given = new Map<string, Value>(inputs ?? []);
    if (inputs !== undefined && escaped !== undefined) given.set('_inputs_to_escape', escaped);
    this.ended.push({
      ...{ node, status, start, end: Date.now(), tokens, ...printed, inputs: given },
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error }),
    });
  }
}

/** What one write of a tool printed, with its second in UTC before it; the end of a line goes without, as in prompt flow. */
function stamped(text: string): string {
  if (text === '\n') return text;
  return `[${new Date().toISOString().replace(/\.\d+Z$/, '+0000')}] ${text}`;
}

/** Names of the inputs of a node whose roles are escaped, as prompt flow's records have them. */
function escapedInputs(definition: FlowInterface): ReadonlyMap<string, readonly string[]> {
  if (!('nodes' in definition)) return new Map();
  const guarded = (definition as FlowDefinition).nodes.filter(({ type = '' }) => guardedTypes.has(type));
  const names = guarded.map(
    ({ name, inputs }) =>
      [
        name,
        [...inputs].filter(([, from]) => from.kind === 'input' && from.isOutput !== true).map(([input]) => input),
      ] as const,
  );
  return new Map(names.filter(([, inputs]) => inputs.length > 0));
}

const guardedTypes = new Set<string>(['llm', 'prompt', 'custom_llm']);

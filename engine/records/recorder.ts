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
  private readonly literals: ReadonlyMap<string, ReadonlyMap<string, Value>>;

  constructor(definition: FlowInterface) {
    this.literals = literalInputs(definition);
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
      if (printed[event.stream].length < mostPrinted) printed[event.stream] += event.text;
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
    const given = inputs === undefined ? inputs : new Map([...(this.literals.get(node) ?? []), ...inputs]);
    this.ended.push({
      ...{ node, status, start, end: Date.now(), tokens, ...printed, inputs: given ?? new Map<string, Value>() },
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error }),
    });
  }
}

/** Tools hold their literals since they were loaded, so calls do not name them. */
function literalInputs(definition: FlowInterface): ReadonlyMap<string, ReadonlyMap<string, Value>> {
  if (!('nodes' in definition)) return new Map();
  return new Map(
    (definition as FlowDefinition).nodes.map(({ name, inputs }) => [
      name,
      new Map([...inputs].flatMap(([input, from]) => (from.kind === 'literal' ? [[input, from.value] as const] : []))),
    ]),
  );
}

import { setImmediate as tick } from 'node:timers/promises';
import fc from 'fast-check';
import { FlowError, type FlowEvent } from '../../../engine';
import type { NodeDefinition } from '../../../engine/load/definition';
import type { ExecutableNode } from '../../../engine/nodes/executable';
import { PythonHost } from '../../../engine/nodes/python/host';
import type { Reference } from '../../../engine/references/reference';
import { Cancellation } from '../../../engine/schedule/cancellation';
import { Line } from '../../../engine/schedule/line';

/** A node of a random flow. It reads nodes of lower numbers only, so that there is no circle. */
interface Plan {
  readonly reads: readonly number[];
  /** Runs if the node of this number gave its name, or if `holds`; absent: no condition. */
  readonly activate?: { readonly node: number | undefined; readonly holds: boolean };
  /** How long it takes, in turns of the event loop. */
  readonly turns: number;
  /** Where it stands in the file. */
  readonly rank: number;
}

interface Log {
  readonly started: string[];
  readonly ended: string[];
  /** Per node, what had ended when it started. */
  readonly before: Map<string, ReadonlySet<string>>;
  most: number;
}

const name = (number: number): string => `n${number}`;
const output = (node: number): Reference => ({ kind: 'node', node: name(node), section: 'output', property: '' });

const flows = fc
  .array(
    fc.record({
      reads: fc.array(fc.nat(), { maxLength: 3 }),
      activate: fc.option(fc.record({ node: fc.option(fc.nat(), { nil: undefined }), holds: fc.boolean() }), {
        nil: undefined,
      }),
      turns: fc.nat({ max: 3 }),
      rank: fc.nat({ max: 1000 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((nodes) =>
    nodes.map(({ reads, activate, ...rest }, number): Plan => {
      const earlier = (index: number): number => index % number;
      const condition =
        activate === undefined
          ? {}
          : {
              activate: {
                holds: activate.holds,
                node: activate.node === undefined || number === 0 ? undefined : earlier(activate.node),
              },
            };
      return { reads: number === 0 ? [] : [...new Set(reads.map(earlier))], ...condition, ...rest };
    }),
  );

function executable(plan: Plan, number: number, log: Log, failing?: number): ExecutableNode {
  const { reads, activate, turns } = plan;
  const when: Reference = activate?.node === undefined ? { kind: 'literal', value: true } : output(activate.node);
  const wanted = activate?.node === undefined ? true : name(activate.node);
  const definition: NodeDefinition = {
    name: name(number),
    type: 'prompt',
    inputs: new Map(reads.map((node) => [name(node), output(node)])),
    aggregation: false,
    ...(activate === undefined ? {} : { activate: { when, is: activate.holds ? wanted : 'something else' } }),
  };
  return {
    definition,
    inputs: definition.inputs,
    optional: new Set(),
    takesPythonObjects: false,
    run: async () => {
      log.started.push(name(number));
      log.before.set(name(number), new Set(log.ended));
      log.most = Math.max(log.most, log.started.length - log.ended.length);
      for (let turn = 0; turn < turns; turn++) await tick();
      log.ended.push(name(number));
      if (number === failing) throw new FlowError('ToolExecutionError', 'as planned');
      return { output: name(number) };
    },
  };
}

function begin(plans: readonly Plan[], concurrency: number, failing?: number) {
  const log: Log = { started: [], ended: [], before: new Map(), most: 0 };
  const nodes = plans
    .map((plan, number) => ({ plan, node: executable(plan, number, log, failing) }))
    .sort((left, right) => left.plan.rank - right.plan.rank)
    .map(({ node }) => node);
  const events: FlowEvent[] = [];
  const line = new Line({
    nodes,
    read: new Set(nodes.map(({ definition }) => definition.name)),
    shared: new Set(),
    outputs: new Map(),
    inputs: new Map(),
    aggregated: new Map(),
    host: new PythonHost({ python: 'python3', emit: () => undefined }),
    concurrency,
    lineNumber: undefined,
    cancellation: new Cancellation({}),
    emit: (event) => events.push(event),
  });
  return { line, log, events, order: nodes.map(({ definition }) => definition.name) };
}

/** Which nodes are bypassed, by prompt flow's rules alone and without a schedule. */
function bypassed(plans: readonly Plan[]): ReadonlySet<string> {
  const found = new Set<string>();
  plans.forEach(({ reads, activate }, number) => {
    const isBypassed =
      activate === undefined
        ? reads.length > 0 && reads.every((node) => found.has(name(node)))
        : (activate.node !== undefined && found.has(name(activate.node))) || !activate.holds;
    if (isBypassed) found.add(name(number));
  });
  return found;
}

const concurrencies = fc.integer({ min: 1, max: 4 });

test('every node runs once, or is bypassed where the rules say so', async () => {
  await fc.assert(
    fc.asyncProperty(flows, concurrencies, async (plans, concurrency) => {
      const { line, log } = begin(plans, concurrency);
      await line.run();
      const expected = bypassed(plans);
      const running = plans.map((_, number) => name(number)).filter((node) => !expected.has(node));
      expect([...log.started].sort()).toEqual([...running].sort());
      for (const [node, status] of line.statuses) expect(status).toBe(expected.has(node) ? 'Bypassed' : 'Completed');
      expect(line.statuses.size).toBe(plans.length);
    }),
  );
});

test('a node starts when all that it reads and its condition have ended, and not before', async () => {
  await fc.assert(
    fc.asyncProperty(flows, concurrencies, async (plans, concurrency) => {
      const { line, log } = begin(plans, concurrency);
      await line.run();
      const expected = bypassed(plans);
      for (const [node, before] of log.before) {
        const { reads, activate } = plans[Number(node.slice(1))]!;
        const needs = [...reads, ...(activate?.node === undefined ? [] : [activate.node])].map(name);
        for (const need of needs.filter((other) => !expected.has(other))) expect(before).toContain(need);
      }
    }),
  );
});

test('never more nodes run at one time than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(flows, concurrencies, async (plans, concurrency) => {
      const { line, log } = begin(plans, concurrency);
      await line.run();
      expect(log.most).toBeLessThanOrEqual(concurrency);
    }),
  );
});

test('nodes that are ready at one time start in the order of the file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 12 }),
      concurrencies,
      async (ranks, concurrency) => {
        const plans = ranks.map((rank): Plan => ({ reads: [], turns: 1, rank }));
        const { line, log, order } = begin(plans, concurrency);
        await line.run();
        expect(log.started).toEqual(order);
      },
    ),
  );
});

const plain: Plan = { reads: [], turns: 0, rank: 0 };
const conditional = (holds: boolean, rank = 0): Plan => ({ ...plain, rank, activate: { holds, node: undefined } });

test('nothing starts after a failure, and the error names its node', async () => {
  await fc.assert(
    fc.asyncProperty(flows, concurrencies, fc.nat(), async (plans, concurrency, index) => {
      const failing = index % plans.length;
      fc.pre(!bypassed(plans).has(name(failing)));
      const { line, log } = begin(plans, concurrency, failing);
      await expect(line.run()).rejects.toMatchObject({ code: 'ToolExecutionError', node: name(failing) });
      const started = log.started.length;
      for (let turn = 0; turn < 10; turn++) await tick();
      expect(log.started).toHaveLength(started);
      expect(line.statuses.get(name(failing))).toBe('Failed');
      const readers = plans.flatMap(({ reads }, number) => (reads.includes(failing) ? [name(number)] : []));
      for (const reader of readers) expect(log.started).not.toContain(reader);
    }),
    // One fails while another still waits for the value of its activate.
    { examples: [[[plain, conditional(true, 1), plain, conditional(false)], 3, 0]] },
  );
});

test('each node that ends says so once', async () => {
  await fc.assert(
    fc.asyncProperty(flows, concurrencies, async (plans, concurrency) => {
      const { line, events } = begin(plans, concurrency);
      await line.run();
      const ended = events.flatMap((event) => (event.type === 'node-ended' ? [event.node] : []));
      expect([...ended].sort()).toEqual([...line.statuses.keys()].sort());
    }),
  );
});

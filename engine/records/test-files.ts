import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LogFile } from '../batch/log-file';
import { LogFormat } from '../batch/log-format';
import type { FlowEvent, FlowEventHandler } from '../event';
import type { Flow, LineResult } from '../flow';
import { readImages, writeImages } from '../images/line-values';
import { writeImagesWithin, type ImageFolder } from '../images/write';
import { formatJson } from '../values/format-json';
import { fromPlain } from '../values/plain';
import { isDict, type Value } from '../values/value';
import { Recorder, type NodeRecord } from './recorder';
import { flowRunInfo, nodeRunInfo } from './run-info';
import { shown } from './shown';

/** What a test ran: the whole flow, perhaps with another variant of a node, or a node alone. */
export interface Tested {
  readonly node?: string;
  /** Variant by node. */
  readonly variants?: Readonly<Record<string, string>>;
  /** Set for a turn of a conversation. */
  readonly chat?: true;
}

type Values = ReadonlyMap<string, Value> | Readonly<Record<string, unknown>>;

/** What came of a test. */
export interface TestOutcome extends Pick<LineResult, 'status' | 'error' | 'tokens'> {
  readonly inputs: Values;
  readonly outputs: Values;
  readonly metrics?: Values;
}

/** The folder of a flow's own in which prompt flow keeps what tests leave. */
export const testFolder = '.promptflow';

/**
 * Keeps what a test did in the files that `pf flow test` writes. Editors read them. What cannot be written costs a
 * warning, and no test.
 */
export class TestFiles {
  private readonly recorder: Recorder;
  private readonly reduced: Recorder;
  private readonly logged: FlowEvent[] = [];

  constructor(
    private readonly flow: Pick<Flow, 'name' | 'definition' | 'mask'>,
    private readonly folder: string,
    private readonly tested: Tested,
    private readonly warn: (message: string) => void,
  ) {
    this.recorder = new Recorder(flow.definition);
    this.reduced = new Recorder(flow.definition);
  }

  /** Where images go that nodes get and give. They are named from the flow's folder, or from the one that was asked for. */
  get images(): ImageFolder {
    const own = basename(this.folder) === testFolder ? `${testFolder}/` : '';
    return { folder: join(this.folder, 'intermediate'), shownAs: `${own}intermediate` };
  }

  /** Hand this to the run, as part of its `onEvent`, and let its events show objects. */
  readonly onEvent: FlowEventHandler = (event) => {
    this.recorder.onEvent(event);
    // A test is a line of its own.
    this.note(event.type === 'printed' && event.node !== undefined ? { lineNumber: 0, ...event } : event);
  };

  /** The same for the aggregation. */
  readonly onAggregationEvent: FlowEventHandler = (event) => {
    this.reduced.onEvent(event);
    this.note(event);
  };

  /** Writes what came of the test to its folder. */
  async write(outcome: TestOutcome): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true });
      await this.writeAll(outcome);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.warn(`The details of this test are not kept: ${reason}`);
    }
  }

  private note(event: FlowEvent): void {
    if (event.type !== 'node-started' && event.type !== 'node-ended') this.logged.push(event);
  }

  private async writeAll(outcome: TestOutcome): Promise<void> {
    const { node } = this.tested;
    const prefix = node === undefined ? flowPrefix(this.tested) : `flow-${node}.node`;
    const outputs = asDict(outcome.outputs);
    const output = node === undefined ? outputs : (outputs.get('output') ?? null);
    await this.writeJson(`${prefix}.detail.json`, await this.detail(outcome));
    if (outcome.status === 'Completed') await this.writeJson(`${prefix}.output.json`, output);
    else await rm(join(this.folder, `${prefix}.output.json`), { force: true });
    const metrics = asDict(outcome.metrics ?? {});
    if (metrics.size > 0) await this.writeJson(`${prefix}.metrics.json`, metrics);
    if (this.tested.chat !== true)
      await this.writeLog(node === undefined ? `${prefix}.log` : `${node}.node.log`, outcome);
  }

  /** The test as prompt flow's `detail.json` has it. */
  async detail({ status, error, tokens, inputs, outputs, metrics }: TestOutcome): Promise<Value> {
    const { name, definition } = this.flow;
    const place = { run: name, flow: name, messageFormat: definition.messageFormat };
    const line = { ...place, lineNumber: 0 };
    const nodes = await Promise.all(this.recorder.nodes.map((record) => this.withImageFiles(record)));
    const reduced = await Promise.all(this.reduced.nodes.map((record) => this.withImageFiles(record)));
    const facts = {
      ...{ status, tokens, start: this.recorder.start, end: Date.now() },
      inputs: await this.withInputFiles(asDict(inputs)),
      outputs: asDict(outputs),
      ...(metrics === undefined ? {} : { metrics: asDict(metrics) }),
      // The failure of an aggregation node is that node's alone.
      ...(error === undefined || status === 'Completed' ? {} : { error }),
    };
    const runs = this.tested.node === undefined ? [flowRunInfo(line, facts, nodes)] : [];
    const records = [
      ...nodes.map((record) => nodeRunInfo(line, record, error)),
      ...reduced.map((record) => nodeRunInfo(place, record, error)),
    ];
    return new Map<string, Value>([
      ['flow_runs', runs],
      ['node_runs', records],
    ]);
  }

  /** A line's inputs hold their images as data. */
  private async withInputFiles(inputs: ReadonlyMap<string, Value>): Promise<ReadonlyMap<string, Value>> {
    const { messageFormat } = this.flow.definition;
    return writeImages(await readImages(inputs, messageFormat), messageFormat, this.images);
  }

  private async withImageFiles(record: NodeRecord): Promise<NodeRecord> {
    const { messageFormat } = this.flow.definition;
    const target = this.images;
    const inputs = await writeImagesWithin(record.inputs, messageFormat, target);
    const output = await writeImagesWithin(record.output ?? null, messageFormat, target);
    return { ...record, inputs: inputs as NodeRecord['inputs'], output };
  }

  private async writeJson(file: string, value: Value): Promise<void> {
    await writeFile(join(this.folder, file), `${formatJson(shown(value, this.flow.mask), { indent: 2 })}\n`);
  }

  private async writeLog(file: string, { error }: TestOutcome): Promise<void> {
    const path = join(this.folder, file);
    await writeFile(path, '');
    const log = new LogFile(path, await LogFormat.of());
    for (const event of this.logged) log.event(event);
    if (error !== undefined) log.write('ERROR', this.flow.mask(error.message));
    log.close();
  }
}

function flowPrefix({ variants = {}, chat }: Tested): string {
  if (chat === true) return 'chat';
  const [chosen] = Object.entries(variants);
  return chosen === undefined ? 'flow' : `flow-${chosen[0]}-${chosen[1]}`;
}

function asDict(values: Values): ReadonlyMap<string, Value> {
  const dict = fromPlain(values);
  return isDict(dict) ? (dict as ReadonlyMap<string, Value>) : new Map();
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LogFile } from '../batch/log-file';
import type { LogFormat } from '../batch/log-format';
import type { FlowEvent, FlowEventHandler } from '../event';
import type { Flow, LineError, LineRun } from '../flow';
import { writeImagesWithin } from '../images/write';
import { formatJson } from '../values/format-json';
import { fromPlain } from '../values/plain';
import type { Value } from '../values/value';
import { Recorder, type NodeRecord } from './recorder';
import { flowRunInfo, nodeRunInfo, time, type RunPlace } from './run-info';
import { shown } from './shown';

/**
 * The files that prompt flow keeps for each line of a batch and for each node in it: `flow_artifacts`, `node_artifacts`
 * and `flow_logs`. They say little that the other files do not, and are many.
 */
export class Artifacts {
  private readonly known = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly run: string,
    private readonly flow: Pick<Flow, 'name' | 'definition' | 'mask'>,
    private readonly format: LogFormat,
  ) {}

  /** Notes what a line does. Its events must show objects. */
  line(lineNumber: number): LineArtifacts {
    return new LineArtifacts(this, this.flow, lineNumber);
  }

  aggregation(): LineArtifacts {
    return new LineArtifacts(this, this.flow, undefined);
  }

  /** Which run a line's records belong to. */
  place(lineNumber: number | undefined): RunPlace {
    const { name, definition } = this.flow;
    const line = lineNumber === undefined ? {} : { lineNumber };
    return { run: this.run, flow: name, messageFormat: definition.messageFormat, ...line };
  }

  /** A value of a node with its images in files beside the node's records. */
  withImageFiles(value: Value, node: string): Promise<Value> {
    const folder = join(this.folder, 'node_artifacts', node);
    return writeImagesWithin(value, this.flow.definition.messageFormat, { folder, shownAs: folder });
  }

  write(path: readonly string[], file: string, fields: Readonly<Record<string, unknown>>): void {
    const text = formatJson(shown(fromPlain(fields), this.flow.mask));
    writeFileSync(join(this.made(path), file), `${text}\n`);
  }

  log(lineNumber: number, events: readonly FlowEvent[], error: LineError | undefined): void {
    const path = join(this.made(['flow_logs']), `${padded(lineNumber)}.log`);
    writeFileSync(path, '');
    const log = new LogFile(path, this.format);
    for (const event of events) log.event(event);
    if (error !== undefined) log.write('ERROR', this.flow.mask(error.message));
    log.close();
  }

  private made(path: readonly string[]): string {
    const folder = join(this.folder, ...path);
    if (!this.known.has(folder)) mkdirSync(folder, { recursive: true });
    this.known.add(folder);
    return folder;
  }
}

/** The records of one line, or of the aggregation. */
export class LineArtifacts {
  private readonly recorder: Recorder;
  private readonly logged: FlowEvent[] = [];

  constructor(
    private readonly artifacts: Artifacts,
    flow: Pick<Flow, 'definition'>,
    private readonly lineNumber: number | undefined,
  ) {
    this.recorder = new Recorder(flow.definition);
  }

  readonly onEvent: FlowEventHandler = (event) => {
    this.recorder.onEvent(event);
    if (event.type === 'printed' || event.type === 'warning' || event.type === 'retry') this.logged.push(event);
  };

  /** Writes what a line did. */
  async write({ result, inputs, outputs }: LineRun): Promise<void> {
    const { lineNumber = 0, recorder } = this;
    const { status, error, tokens } = result;
    const { start } = recorder;
    const numbered = new Map<string, Value>([...inputs, ['line_number', lineNumber]]);
    const facts = {
      ...{ status, inputs: numbered, outputs, tokens, start, end: Date.now() },
      ...(error && { error }),
    };
    const nodes = await this.nodes();
    const times = { start_time: time(start), end_time: time(facts.end) };
    this.artifacts.write(['flow_artifacts'], `${padded(lineNumber)}_${padded(lineNumber)}.jsonl`, {
      line_number: lineNumber,
      run_info: flowRunInfo(this.artifacts.place(lineNumber), facts, nodes),
      ...times,
      name: '',
      description: '',
      status,
      tags: null,
    });
    this.writeRecords(nodes, error);
    this.artifacts.log(lineNumber, this.logged, error);
  }

  /** Writes what the nodes did. */
  async writeNodes(error: LineError | undefined): Promise<void> {
    this.writeRecords(await this.nodes(), error);
  }

  /** With their images in files beside the records. */
  private async nodes(): Promise<readonly NodeRecord[]> {
    return Promise.all(
      this.recorder.nodes.map(async (node) => {
        const written = (value: Value): Promise<Value> => this.artifacts.withImageFiles(value, node.node);
        const inputs = (await written(node.inputs)) as NodeRecord['inputs'];
        return { ...node, inputs, ...(node.output === undefined ? {} : { output: await written(node.output) }) };
      }),
    );
  }

  private writeRecords(nodes: readonly NodeRecord[], error: LineError | undefined): void {
    const { lineNumber, artifacts } = this;
    for (const node of nodes) {
      artifacts.write(['node_artifacts', node.node], `${padded(lineNumber ?? 0)}.jsonl`, {
        NodeName: node.node,
        line_number: lineNumber ?? 0,
        run_info: nodeRunInfo(artifacts.place(lineNumber), node, error) satisfies Value,
        start_time: time(node.start),
        end_time: time(node.end),
        status: node.status,
      });
    }
  }
}

function padded(lineNumber: number): string {
  return String(lineNumber).padStart(9, '0');
}

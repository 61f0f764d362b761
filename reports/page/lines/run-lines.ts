import { type LineColumnsBlock, type LineTextsBlock } from '../../html/page-data';
import { type TraceStep } from '../../lines/trace-step';
import { blocksOf, OpenBlocks, openBlock } from './blocks';

const keptBlocks = 24;

export interface LineTexts {
  readonly inputs: LineTextsBlock['inputs'][number];
  readonly outputs: LineTextsBlock['outputs'][number];
  readonly error: LineTextsBlock['errors'][number];
}

/** The lines of one run: columns at hand, texts and traces when they are asked for. Lines are named by their place. */
export class RunLines {
  readonly line: number[] = [];
  readonly failed: boolean[] = [];
  readonly durationMs: number[] = [];
  readonly tokens: number[] = [];
  readonly answer: string[] = [];
  readonly hasInputs: boolean[] = [];
  readonly scores = new Map<string, unknown[]>();
  private readonly starts: number[] = [];
  private readonly places = new Map<number, number>();
  private readonly texts: OpenBlocks<'texts'>;
  private readonly traces: OpenBlocks<'traces'>;

  private constructor(run: number) {
    this.texts = new OpenBlocks(blocksOf(run, 'texts'), keptBlocks);
    this.traces = new OpenBlocks(blocksOf(run, 'traces'), 2);
  }

  static async open(run: number): Promise<RunLines> {
    const lines = new RunLines(run);
    for (const block of blocksOf(run, 'columns')) lines.add(await openBlock<'columns'>(block));
    return lines;
  }

  get count(): number {
    return this.line.length;
  }

  placeOf(line: number): number | undefined {
    return this.places.get(line);
  }

  async textsAt(place: number): Promise<LineTexts> {
    const [index, offset] = this.find(place);
    const block = await this.texts.get(index);
    return {
      inputs: block?.inputs[offset] ?? null,
      outputs: block?.outputs[offset] ?? {},
      error: block?.errors[offset] ?? null,
    };
  }

  async traceAt(place: number): Promise<readonly TraceStep[]> {
    const [index, offset] = this.find(place);
    return (await this.traces.get(index))?.[offset] ?? [];
  }

  private find(place: number): readonly [block: number, offset: number] {
    let block = this.starts.length - 1;
    while (block > 0 && (this.starts[block] ?? 0) > place) block -= 1;
    return [block, place - (this.starts[block] ?? 0)];
  }

  private add(block: LineColumnsBlock): void {
    const start = this.count;
    this.starts.push(start);
    for (const [offset, line] of block.line.entries()) {
      this.line.push(line);
      this.places.set(line, start + offset);
    }
    this.failed.push(...block.failed);
    this.durationMs.push(...block.durationMs);
    this.tokens.push(...block.tokens);
    this.answer.push(...block.answer);
    this.hasInputs.push(...block.hasInputs);
    for (const [name, values] of Object.entries(block.scores)) {
      const column = this.scores.get(name) ?? [];
      // Earlier blocks may have had no such score.
      column.length = start;
      column.push(...values);
      this.scores.set(name, column);
    }
  }
}

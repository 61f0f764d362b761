import { type GateResult, type RunEvaluation, type RunLine, type RunSummary } from '../../experiments';
import { type JsonValue } from '../../model';
import { type Confusion } from '../findings/confusion';
import { type Verdict } from '../findings/verdict';
import { type Winner } from '../findings/winner';
import { type TraceStep } from '../lines/trace-step';
import { type Direction } from '../types';

/** What the page shows at once; the lines follow in blocks. */
export interface PageSummary {
  readonly environment: string;
  /** True for a report of several flows, which leads to each flow's own. */
  readonly isIndex: boolean;
  /** Why there was no experiment, where somebody left it out. */
  readonly skipped?: string;
  readonly flows: readonly PageFlow[];
}

export interface PageFlow {
  readonly flow: string;
  readonly createdAt: string;
  readonly commit?: string;
  readonly flowHash: string;
  readonly verdict: Verdict;
  readonly runs: readonly PageRun[];
  readonly gates: readonly GateResult[];
  readonly winners: readonly Winner[];
  readonly confusions: readonly Confusion[];
  /** Which direction is good, by metric. */
  readonly better: Readonly<Record<string, Direction>>;
  /** The line score of which a gate's metric is the mean, by the metric. */
  readonly means: Readonly<Record<string, string>>;
}

/** A run without its places on the machine that ran it. */
export interface PageRun extends Omit<RunSummary, 'folder' | 'dataset' | 'evaluations'> {
  readonly dataset: string;
  readonly evaluations: Readonly<Record<string, Omit<RunEvaluation, 'folder'>>>;
}

/**
 * Lines come in blocks of JSON, compressed, one of each kind for some hundred lines of a run: the page opens all blocks
 * of columns, and texts and traces only of the lines that somebody looks at.
 */
export type BlockKind = 'columns' | 'texts' | 'traces';

export interface LineBlocks {
  readonly columns: LineColumnsBlock;
  readonly texts: LineTextsBlock;
  /** Of each line. */
  readonly traces: readonly (readonly TraceStep[])[];
}

/** By column, one value a line: what the page sorts and filters by. */
export interface LineColumnsBlock {
  readonly line: readonly number[];
  readonly failed: readonly boolean[];
  readonly durationMs: readonly number[];
  readonly tokens: readonly number[];
  /** Tells answers apart: equal for equal outputs. */
  readonly answer: readonly string[];
  /** False where the inputs stand in the block of an earlier run on the same dataset. */
  readonly hasInputs: readonly boolean[];
  /** By `<evaluation>.<output>`; null for lines without that score. */
  readonly scores: Readonly<Record<string, readonly JsonValue[]>>;
}

export interface LineTextsBlock {
  /** Null where an earlier run on the same dataset has them. */
  readonly inputs: readonly (RunLine['inputs'] | null)[];
  readonly outputs: readonly RunLine['outputs'][];
  readonly errors: readonly (RunLine['error'] | null)[];
}

import { createHash } from 'node:crypto';
import { type JsonValue } from '../../model';
import { type RunLine } from '../types';

/** What a person said of an answer. */
export type Verdict = 'accept' | 'reject' | 'correct';

/** Which answer is meant. */
export interface LabelledAnswer {
  /** Id of the planned run. */
  readonly run: string;
  /** Number of the line in the dataset, from 0. */
  readonly line: number;
  /** Content hash of the flow's folder. */
  readonly flowHash: string;
  /** Name of the dataset. */
  readonly dataset: string;
  /** Digest of the line's inputs and outputs: a model may answer differently when the run is made again. */
  readonly answer: string;
}

/** What a person said of one answer: a line of `labels.jsonl`. */
export interface Label extends LabelledAnswer {
  /** Tells labels of one answer apart. */
  readonly id: string;
  readonly verdict: Verdict;
  /** With `correct`: the outputs as they ought to be, all of them. */
  readonly corrected?: Readonly<Record<string, JsonValue>>;
  readonly note?: string;
  /** Name of the person. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Takes back what was said before: the answer is without a label again. */
export interface Withdrawal extends Omit<Label, 'verdict' | 'corrected' | 'note'> {
  readonly verdict: 'none';
}

/** Names an answer: labels of the same answer replace each other. */
export function answerKey({ run, line, flowHash, dataset, answer }: LabelledAnswer): string {
  return JSON.stringify([run, line, flowHash, dataset, answer]);
}

/** The same for the same inputs and outputs, in whatever order their keys stand. */
export function answerDigest({ inputs, outputs }: Pick<RunLine, 'inputs' | 'outputs'>): string {
  return createHash('sha256')
    .update(JSON.stringify([inputs, outputs], sortedKeys))
    .digest('hex')
    .slice(0, 16);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

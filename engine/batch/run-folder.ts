import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { FlowError } from '../error';
import { formatJson } from '../values/format-json';
import { strictJson } from '../values/strict-json';
import type { Value } from '../values/value';
import { formatRecord, type LineRecord } from './line-record';
import { NumberedFile } from './numbered-file';
import { runFiles, type RunRecord } from './run-files';

/** The folder that a batch writes: each line as it ends, the rest at the end. */
export class RunFolder {
  private readonly details: NumberedFile;
  private readonly inputs: NumberedFile;
  private readonly outputs: NumberedFile;
  private readonly flowOutputs: NumberedFile;

  /** Begins the files of lines anew. */
  constructor(readonly path: string) {
    mkdirSync(join(path, 'flow_outputs'), { recursive: true });
    this.details = new NumberedFile(this.file('details'));
    this.inputs = new NumberedFile(this.file('inputs'));
    this.outputs = new NumberedFile(this.file('outputs'));
    this.flowOutputs = new NumberedFile(this.file('flowOutputs'));
    writeFileSync(this.file('meta'), '{"batch_size": 1}\n');
  }

  /** Where images of the outputs go. */
  get imageFolder(): string {
    return dirname(this.file('flowOutputs'));
  }

  file(name: keyof typeof runFiles): string {
    return join(this.path, runFiles[name]);
  }

  write(record: LineRecord): void {
    const { lineNumber, inputs, outputs } = record;
    const number: readonly [string, Value] = ['line_number', lineNumber];
    this.details.append(lineNumber, formatRecord(record));
    this.inputs.append(lineNumber, strictJson(new Map([...inputs, number])));
    if (record.status === 'Failed') return;
    this.outputs.append(lineNumber, strictJson(new Map([...outputs, number])));
    this.flowOutputs.append(lineNumber, formatJson(new Map([number, ...outputs])));
  }

  /** Whoever reads it meanwhile, or after a kill, finds the one before or this one, whole. */
  writeRecord(record: RunRecord): void {
    writeFileAtomic(this.file('record'), `${JSON.stringify(record, undefined, 2)}\n`);
  }

  /** Orders the lines by their numbers and writes what is known only now. */
  finish(metrics: ReadonlyMap<string, Value>): void {
    for (const file of [this.details, this.inputs, this.outputs, this.flowOutputs]) file.finish();
    writeFileSync(this.file('metrics'), `${formatJson(metrics, { indent: 2 })}\n`);
  }
}

/** Refuses a folder that holds something, since it may be another run. */
export function checkNewFolder(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  const message = `Run '${folder}' already exists. Name another folder, or go on with what it holds by --resume.`;
  throw new FlowError('RunExistsError', message, { file: folder });
}

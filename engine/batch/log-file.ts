import { closeSync, openSync, writeSync } from 'node:fs';
import type { FlowEvent } from '../event';
import type { LogFormat, LogLevel } from './log-format';

const mostPerLine = 1_000_000;

/** The log of a run: what tools print, warnings, retries, errors. At most a million characters of each line's output. */
export class LogFile {
  private readonly file: number;
  private readonly printed = new Map<number | undefined, number>();

  constructor(
    path: string,
    private readonly format: LogFormat,
  ) {
    this.file = openSync(path, 'a');
  }

  event(event: FlowEvent): void {
    switch (event.type) {
      case 'printed':
        this.print(event);
        break;
      case 'warning':
        this.write('WARNING', `${event.node === undefined ? '' : `[${event.node}] `}${event.message}`);
        break;
      case 'retry':
        this.write('WARNING', `[${placeOf(event)}] retry ${event.attempt} in ${event.waitMs} ms: ${event.reason}`);
        break;
    }
  }

  write(level: LogLevel, text: string): void {
    const line = this.format.line(level, text);
    if (line !== undefined) writeSync(this.file, `${line}\n`);
  }

  /** Forgets how much a line printed. */
  lineEnded(lineNumber: number): void {
    this.printed.delete(lineNumber);
  }

  close(): void {
    closeSync(this.file);
  }

  private print(event: Extract<FlowEvent, { type: 'printed' }>): void {
    if (event.text.trim() === '') return;
    const before = this.printed.get(event.lineNumber) ?? 0;
    if (before > mostPerLine) return;
    this.printed.set(event.lineNumber, before + event.text.length);
    const level = event.stream === 'stdout' ? 'INFO' : 'WARNING';
    const text = event.text.slice(0, mostPerLine - before).trimEnd();
    this.write(level, `[${placeOf(event)}] ${event.stream}> ${text}`);
    if (before + event.text.length > mostPerLine)
      this.write('WARNING', `[${placeOf(event)}] prints more than is logged.`);
  }
}

function placeOf({ node = 'flow', lineNumber }: { readonly node?: string; readonly lineNumber?: number }): string {
  return lineNumber === undefined ? node : `${node} in line ${lineNumber} (index starts from 0)`;
}

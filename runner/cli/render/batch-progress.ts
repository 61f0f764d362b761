import color from 'picocolors';
import type { BatchEvent } from '../../../engine';
import { progressBar } from './progress-bar';

const redrawMs = 100;

/** Shows how far a batch is, with its rate and the time left, in one line of a terminal. Elsewhere it shows nothing. */
export class BatchProgress {
  private begin = performance.now();
  private lastDrawn = 0;

  constructor(private readonly terminal: NodeJS.WriteStream) {}

  event(event: BatchEvent): void {
    if (event.type === 'batch-started') this.begin = performance.now();
    if (event.type !== 'line-ended' || !this.terminal.isTTY) return;
    const now = performance.now();
    if (now - this.lastDrawn < redrawMs && event.done < event.total) return;
    this.lastDrawn = now;
    this.terminal.write(`\r\u001B[K${progressText(event, (now - this.begin) / 1000)}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.lastDrawn > 0) this.terminal.write('\r\u001B[K');
  }
}

/** `██░░ 5/10  2 failed  3.1 lines/s  2 s left` */
export function progressText(
  line: { readonly done: number; readonly total: number; readonly failed: number; readonly reused: number },
  seconds: number,
): string {
  const rate = (line.done - line.reused) / Math.max(seconds, 0.001);
  const left = rate > 0 ? `${duration((line.total - line.done) / rate)} left` : '';
  const failed = line.failed === 0 ? '' : color.red(`  ${line.failed} failed`);
  return `${progressBar(line.done, line.total)}${failed}  ${rate.toFixed(1)} lines/s  ${left}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  return seconds < 3600 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

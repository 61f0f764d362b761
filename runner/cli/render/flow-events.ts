import color from 'picocolors';
import { type FlowEvent } from '../../../engine';

/** Shows what tools print, retries and warnings while a flow runs. They go to stderr: stdout is for the outputs. */
export class FlowEventRenderer {
  /** Node whose line is not at its end yet. */
  private open: string | undefined;

  event(event: FlowEvent): void {
    if (event.type === 'printed') this.print(event.node ?? 'python', event.text);
    if (event.type === 'warning') this.note(event.message);
    if (event.type === 'retry') {
      this.note(`${event.node}: retry ${event.attempt} in ${Math.round(event.waitMs / 1000)} s. ${event.reason}`);
    }
  }

  /** Python prints a line in pieces, and nodes print at the same time. */
  private print(node: string, text: string): void {
    if (this.open !== undefined && this.open !== node) this.endLine();
    const prefix = this.open === undefined ? `${color.dim(`[${node}]`)} ` : '';
    process.stderr.write(prefix + text);
    this.open = text.endsWith('\n') ? undefined : node;
  }

  private note(message: string): void {
    this.endLine();
    console.error(`${color.yellow('!')} ${message}`);
  }

  private endLine(): void {
    if (this.open !== undefined) process.stderr.write('\n');
    this.open = undefined;
  }
}

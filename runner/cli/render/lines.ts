import { type Confirmation, type RunEvent } from '../../events';
import { type CommandResult } from '../../result';
import { ask, refuseToAsk } from './ask';
import { type Renderer } from './index';
import { renderResult } from './summary';
import { stepLine } from './step-line';

/** A line for each thing that happened: for a pipeline's log, where nothing can be redrawn. */
export class LineRenderer implements Renderer {
  constructor(private readonly yes: boolean) {}

  event(event: RunEvent): void {
    if (event.type === 'started')
      console.log(`llmops ${event.command}: ${event.env}${event.sandbox ? ' in the sandbox' : ''}`);
    if (event.type === 'step-finished') console.log(stepLine(event));
    if (event.type === 'warning') console.log(`! ${event.message}`);
  }

  confirm(confirmation: Confirmation): Promise<boolean> {
    if (this.yes) return Promise.resolve(true);
    return process.stdin.isTTY ? ask(confirmation) : refuseToAsk();
  }

  result(result: CommandResult): Promise<void> {
    renderResult(result);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

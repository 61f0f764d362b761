import { type RunEvent } from '../../events';
import { type CommandResult } from '../../result';
import { type Renderer } from './index';
import { refuseToAsk } from './ask';

/** One JSON object a line; the last one is the result. */
export class JsonRenderer implements Renderer {
  constructor(private readonly yes: boolean) {}

  event(event: RunEvent): void {
    console.log(JSON.stringify(event));
  }

  confirm(): Promise<boolean> {
    return this.yes ? Promise.resolve(true) : refuseToAsk();
  }

  result(result: CommandResult): Promise<void> {
    console.log(JSON.stringify(result));
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

import { Listr } from 'listr2';
import { type Confirmation, type RunEvent } from '../../events';
import { type CommandResult } from '../../result';
import { ask } from './ask';
import { type Renderer } from './index';
import { progressBar } from './progress-bar';
import { stepText } from './step-line';
import { renderResult } from './summary';

type Finished = Extract<RunEvent, { type: 'step-finished' }>;

interface RunningStep {
  readonly finish: (event: Finished) => void;
  readonly update: (text: string) => void;
}

/**
 * A live list for a terminal. Each step is a list of its own, so that a question between two steps has the terminal to
 * itself; steps run one after another, and the finished ones stand above.
 */
export class LiveRenderer implements Renderer {
  private running: RunningStep | undefined;
  private drawing: Promise<unknown> = Promise.resolve();

  constructor(private readonly yes: boolean) {}

  event(event: RunEvent): void {
    switch (event.type) {
      case 'started':
        console.log(`llmops ${event.command}: ${event.env}${event.sandbox ? ' in the sandbox' : ''}\n`);
        break;
      case 'step-started':
        this.running = this.draw(event.title);
        break;
      case 'step-progress':
        this.running?.update(`${progressBar(event.done, event.total)}  ${event.message}`);
        break;
      case 'step-finished':
        this.running?.finish(event);
        this.running = undefined;
        break;
      case 'warning':
        this.drawing = this.drawing.then(() => console.log(`! ${event.message}`));
        break;
    }
  }

  async confirm(confirmation: Confirmation): Promise<boolean> {
    if (this.yes) return true;
    await this.drawing;
    return ask(confirmation);
  }

  async result(result: CommandResult): Promise<void> {
    await this.drawing;
    renderResult(result);
  }

  async close(): Promise<void> {
    await this.drawing;
  }

  private draw(title: string): RunningStep {
    let text = '';
    let task: { output: string } | undefined;
    let finish: (event: Finished) => void = () => undefined;
    const finished = new Promise<Finished>((resolve) => (finish = resolve));
    const list = new Listr(
      [
        {
          title,
          task: async (_, listed) => {
            task = listed;
            if (text !== '') listed.output = text;
            const event = await finished;
            listed.title = stepText(event);
            if (event.status === 'skipped') listed.skip(stepText(event));
            if (event.status === 'failed') throw new Error(event.outcome);
          },
        },
      ],
      { exitOnError: false, rendererOptions: { showErrorMessage: false, collapseSkips: true, suffixSkips: false } },
    );
    this.drawing = this.drawing.then(() => list.run());
    return {
      finish,
      update: (line) => {
        text = line;
        if (task !== undefined) task.output = line;
      },
    };
  }
}

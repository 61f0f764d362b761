import { type Confirmation, type RunEvent } from '../../events';
import { type CommandResult } from '../../result';

/** Shows a command's events and result to whoever runs it. */
export interface Renderer {
  event(event: RunEvent): void;
  confirm(confirmation: Confirmation): Promise<boolean>;
  result(result: CommandResult): Promise<void>;
  close(): Promise<void>;
}

/** NDJSON with `--json`, a live list in a terminal, plain lines elsewhere. */
export async function createRenderer(options: { readonly json: boolean; readonly yes: boolean }): Promise<Renderer> {
  if (options.json) {
    const { JsonRenderer } = await import('./json');
    return new JsonRenderer(options.yes);
  }
  if (process.stdout.isTTY && process.env.CI === undefined) {
    const { LiveRenderer } = await import('./live');
    return new LiveRenderer(options.yes);
  }
  const { LineRenderer } = await import('./lines');
  return new LineRenderer(options.yes);
}

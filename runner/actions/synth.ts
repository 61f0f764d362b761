import { type CommandResult } from '../result';
import { runSession, type RunRequest } from '../session';
import { writtenRelease } from '../steps/release';
import { synthesize } from '../steps/synthesize';

/** Writes the Terraform JSON of both stacks of an environment. */
export function synth(request: RunRequest): Promise<CommandResult> {
  const titles = [{ id: 'synthesize', title: 'Synthesize the stacks' }];
  return runSession('synth', request, titles, async (context, steps, report) => {
    await steps.run('synthesize', async () => {
      const release = writtenRelease(context);
      const stacks = Object.values(await synthesize(context, release));
      report({ stacks: Object.fromEntries(stacks.map(({ name, directory }) => [name, directory])) });
      const versions = release === undefined ? ', with placeholders for versions that are not registered yet' : '';
      return { value: undefined, outcome: `${stacks.map(({ name }) => name).join(' and ')}${versions}` };
    });
  });
}

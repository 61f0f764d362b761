import { type CommandResult } from '../result';
import { runSession, type RunRequest } from '../session';
import { readEndpoints } from '../steps/test-endpoints';

/** What is deployed in an environment, read from Azure and not from any file of ours. */
export function status(request: RunRequest): Promise<CommandResult> {
  const titles = [{ id: 'read', title: 'Read the endpoints' }];
  return runSession('status', request, titles, async (context, steps, report) => {
    await steps.run('read', async () => {
      const endpoints = await readEndpoints(context);
      report({ endpoints });
      return { value: undefined, outcome: `${endpoints.length} deployed` };
    });
  });
}

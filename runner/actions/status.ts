import { type RunContext } from '../context';
import { type CommandResult, type EndpointReport } from '../result';
import { runSession, type RunRequest } from '../session';
import { ServedTargets } from '../steps/served-targets';
import { readEndpoints } from '../steps/test-endpoints';

/** What is deployed in an environment, read from Azure and not from any file of ours. */
export function status(request: RunRequest): Promise<CommandResult> {
  const titles = [{ id: 'read', title: 'Read the endpoints' }];
  return runSession('status', request, titles, async (context, steps, report) => {
    await steps.run('read', async () => {
      const endpoints = await withImages(context, await readEndpoints(context));
      report({ endpoints });
      return { value: undefined, outcome: `${endpoints.length} deployed` };
    });
  });
}

async function withImages(context: RunContext, endpoints: readonly EndpointReport[]): Promise<EndpointReport[]> {
  const client = await ServedTargets.open(context);
  return Promise.all(endpoints.map(async (endpoint) => ({ ...endpoint, images: await client.images(endpoint) })));
}

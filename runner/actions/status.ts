import { type RunContext } from '../context';
import { type CommandResult, type EndpointReport } from '../result';
import { runSession, type RunRequest } from '../session';
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

async function withImages(
  { cloud, environment }: RunContext,
  endpoints: readonly EndpointReport[],
): Promise<EndpointReport[]> {
  const { deployedImages } = await import('../../azure');
  const target = await cloud.target(environment);
  return Promise.all(
    endpoints.map(async (endpoint) =>
      endpoint.target === 'app-service'
        ? endpoint
        : { ...endpoint, images: await deployedImages(target, endpoint.name) },
    ),
  );
}

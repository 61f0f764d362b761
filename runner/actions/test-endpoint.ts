import { UserMistake } from '../failure';
import { type CommandResult } from '../result';
import { runSession, type RunRequest } from '../session';
import { testEndpoints } from '../steps/test-endpoints';
import { describeTests, failUnlessPassed } from './deploy';

/** Calls the endpoints of one flow, or of all, with their sample requests. */
export function testEndpoint(request: RunRequest & { readonly flow?: string }): Promise<CommandResult> {
  const titles = [{ id: 'test', title: 'Test the endpoints' }];
  return runSession('test-endpoint', request, titles, async (context, steps, report) => {
    const { flow } = request;
    const known = context.environment.flows.map(({ name }) => name);
    if (flow !== undefined && !known.includes(flow)) {
      throw new UserMistake(
        `There is no flow "${flow}" in ${request.env}.`,
        `Flows that are defined: ${known.join(', ')}.`,
      );
    }
    await steps.run('test', async (progress) => {
      const endpoints = await testEndpoints(context, flow, progress);
      report({ endpoints });
      failUnlessPassed(endpoints, request);
      return { value: undefined, outcome: describeTests(endpoints) };
    });
  });
}

import { testEndpoint } from '../../actions/test-endpoint';
import { runCommand, type CommandOptions } from '../run-command';

export async function testEndpointCommand(options: CommandOptions & { readonly flow?: string }): Promise<void> {
  const { flow } = options;
  await runCommand(options, (request) => testEndpoint({ ...request, ...(flow === undefined ? {} : { flow }) }));
}

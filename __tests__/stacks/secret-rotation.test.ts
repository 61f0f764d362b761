import { type Connection } from '../../model/environment';
import { exampleEnvironment, exampleRelease, flow } from './example-environment';
import { synthesizedEnvironment } from './synthesized-environment';

const search = (version: string): Connection => ({
  name: 'search',
  type: 'cognitive_search',
  endpoint: 'https://contoso.search.windows.net',
  auth: { key: { env: 'SEARCH_KEY', version } },
  configs: {},
});

/** Variables of all deployments of a flow that uses the connection, or does not. */
function variables(connection: Connection, uses = true): unknown[] {
  const used = { ...flow, connections: uses ? ['search'] : [] };
  const { serving } = synthesizedEnvironment(
    exampleEnvironment({ connections: [connection], flows: [used] }),
    exampleRelease('2', '1'),
  );
  return serving
    .resources('azapi_resource')
    .filter(({ type }) => String(type).includes('/deployments@'))
    .map(({ body }) => (body as { properties: { environmentVariables?: unknown } }).properties.environmentVariables);
}

describe('a secret that is rotated', () => {
  it('restarts every deployment of the flows that use it, so that they read it anew', () => {
    const now = variables(search('2'));
    expect(now.length).toBeGreaterThan(0);
    for (const one of now) expect(one).toMatchObject({ LLMOPS_SECRET_VERSIONS: 'search.key=2' });
  });

  it('leaves alone what does not use it, and what was never rotated', () => {
    for (const one of [...variables(search('2'), false), ...variables(search('1'))]) {
      expect(one ?? {}).not.toHaveProperty('LLMOPS_SECRET_VERSIONS');
    }
  });
});

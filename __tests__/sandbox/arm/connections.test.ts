import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type JsonObject, type OpenResourceGraph } from '../../../sandbox/arm';
import { newDirectory, workspace, workspaceGraph } from './sample-subscription';

const id = `${workspace}/connections/search`;
const keyed = (key: string) => ({
  properties: {
    category: 'CognitiveSearch',
    authType: 'ApiKey',
    target: 'https://contoso.search.windows.net',
    credentials: { key },
  },
});

let graph: OpenResourceGraph;
let directory: string;

beforeEach(async () => {
  directory = newDirectory();
  graph = await workspaceGraph(directory);
});

const secretsOf = async (connection: string) =>
  ((await graph.action(connection, 'listsecrets')) as { properties: { credentials: JsonObject } }).properties
    .credentials;

describe('a connection', () => {
  it('shows its target to everyone and its key to nobody', async () => {
    const created = await graph.put(id, keyed('s3cret-of-search'));
    expect(created.properties).toMatchObject({ target: 'https://contoso.search.windows.net', group: 'AzureAI' });
    expect(created.properties).not.toHaveProperty('credentials');
    const credentials = await secretsOf(id);
    expect(credentials.key).toMatch(/^sandbox-[0-9a-f]{32}$/);
  });

  it('never writes a secret to disk', async () => {
    await graph.put(id, keyed('s3cret-of-search'));
    await graph.put(`${workspace}/connections/tool`, {
      properties: {
        category: 'CustomKeys',
        authType: 'CustomKeys',
        credentials: { keys: { one: 'f1rst-s3cret', two: 'sec0nd-s3cret' } },
      },
    });
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const text = files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')).join('\n');
    expect(text).toContain('contoso.search.windows.net');
    expect(text).not.toMatch(/s3cret/);
  });

  it('has one fingerprint for one key, and another for another', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), async (one, other) => {
        await graph.put(id, keyed(one));
        const first = await secretsOf(id);
        await graph.put(id, keyed(other));
        expect((await secretsOf(id)).key === first.key).toBe(one === other);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps its key where a change does not send one', async () => {
    await graph.put(id, keyed('s3cret'));
    const before = await secretsOf(id);
    const target = 'https://other.search.windows.net';
    await graph.put(id, { properties: { category: 'CognitiveSearch', authType: 'ApiKey', target } });
    expect(graph.get(id)?.properties.target).toBe(target);
    expect(await secretsOf(id)).toEqual(before);
  });

  it.each([
    ['OpenAI', 'AAD', {}, 'it takes ApiKey'],
    ['Serp', 'AAD', {}, 'it takes ApiKey'],
    ['AzureOpenAI', 'ManagedIdentity', {}, 'it takes ApiKey or AAD'],
    ['CustomKeys', 'ApiKey', { key: 'x' }, 'it takes CustomKeys'],
    ['AzureOpenAI', 'ApiKey', {}, 'needs properties.credentials.key'],
    ['CustomKeys', 'CustomKeys', {}, 'needs properties.credentials.keys'],
  ])('of category %s refuses authType %s with %j', async (category, authType, credentials, message) => {
    await expect(graph.put(id, { properties: { category, authType, credentials } })).rejects.toThrow(message);
  });

  it.each(['ab', '-search', 'a'.repeat(34), 'se.arch'])('is not named %s', async (name) => {
    await expect(graph.put(`${workspace}/connections/${name}`, keyed('k'))).rejects.toThrow('3 to 33 letters');
  });
});

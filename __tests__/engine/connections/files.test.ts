import fc from 'fast-check';
import { join } from 'node:path';
import { connectionsFrom, readConnectionFile, readEnvironmentFile } from '../../../engine';
import { writeFlow } from '../flow-folder';

const file = (name: string, text: string): string => join(writeFlow({ [name]: text }), name);

describe('a connection file', () => {
  test('in YAML gives configs and secrets apart', async () => {
    const text = `$schema: https://example.com/AzureOpenAIConnection.schema.json
name: aoai
type: azure_open_ai
api_key: k-123
api_base: https://contoso.openai.azure.com
api_type: azure
api_version: 2024-06-01-preview
`;
    expect(await readConnectionFile(file('aoai.yaml', text))).toEqual([
      {
        name: 'aoai',
        type: 'azure_open_ai',
        configs: {
          api_base: 'https://contoso.openai.azure.com',
          api_type: 'azure',
          api_version: '2024-06-01-preview',
        },
        secrets: { api_key: 'k-123' },
      },
    ]);
  });

  test('of a custom connection keeps whatever it holds', async () => {
    const text = 'name: mail\ntype: custom\nconfigs: {host: h, port: 25, tls: true}\nsecrets: {password: hunter2}\n';
    expect(await readConnectionFile(file('mail.yaml', text))).toEqual([
      {
        name: 'mail',
        type: 'custom',
        configs: { host: 'h', port: '25', tls: 'True' },
        secrets: { password: 'hunter2' },
      },
    ]);
  });

  test('in JSON may hold several by name, with the names of their classes', async () => {
    const text = JSON.stringify({
      a: {
        type: 'OpenAIConnection',
        value: { api_key: 'k', base_url: 'http://x/v1' },
        module: 'promptflow.connections',
      },
      b: { type: 'serp', api_key: 's' },
    });
    expect(await readConnectionFile(file('connections.json', text))).toEqual([
      { name: 'a', type: 'open_ai', configs: { base_url: 'http://x/v1' }, secrets: { api_key: 'k' } },
      { name: 'b', type: 'serp', configs: {}, secrets: { api_key: 's' } },
    ]);
  });

  test.each([
    ['without a type', 'name: x\napi_key: k\n', 'type is required for connection.'],
    [
      'of a type that there is not',
      'name: x\ntype: azure\n',
      "Connection type 'azure' is not supported. Supported types are:",
    ],
    ['without a name', 'type: open_ai\napi_key: k\n', 'The connection has no name.'],
    ['that is no mapping', '- 1\n', 'A connection must be a mapping of its fields.'],
    ['of a custom connection without secrets', 'name: x\ntype: custom\nconfigs: {a: b}\n', 'has no secrets'],
  ])('%s is refused with the name of the file', async (_, text, message) => {
    const path = file('c.yaml', text);
    await expect(readConnectionFile(path)).rejects.toThrow(message);
    await expect(readConnectionFile(path)).rejects.toThrow(path);
  });
});

describe('a .env file', () => {
  test('gives variables, and connections as JSON', async () => {
    const text = '# keys\nexport PLAIN=1\nQUOTED="a # b"\naoai={"api_key": "a#b c", "api_base": "http://x"}\n';
    const path = file('x.env', text);
    expect(await readEnvironmentFile(path)).toEqual({
      PLAIN: '1',
      QUOTED: 'a # b',
      aoai: '{"api_key": "a#b c", "api_base": "http://x"}',
    });
    expect(await readConnectionFile(path)).toEqual([
      { name: 'aoai', type: 'azure_open_ai', configs: { api_base: 'http://x' }, secrets: { api_key: 'a#b c' } },
    ]);
  });

  test('keeps any text that stands in a JSON object', async () => {
    const path = (text: string): string => file('p.env', `c=${JSON.stringify({ secrets: { s: text } })}`);
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async (text) => {
        const [connection] = await readConnectionFile(path(text));
        expect(connection?.secrets).toEqual({ s: text });
      }),
      { numRuns: 25 },
    );
  });
});

describe('connections by name', () => {
  const aoai = {
    name: 'open ai',
    type: 'azure_open_ai',
    configs: { api_base: 'http://file', api_version: '${env:VERSION}' },
    secrets: { api_key: '${env:KEY}' },
  };

  test('take ${env:KEY} and overridden fields from the environment', async () => {
    const environment = { VERSION: 'v1', KEY: 'secret', OPEN_AI_API_BASE: 'http://other', OPEN_AI_RESOURCE_ID: '/r' };
    expect(await connectionsFrom({ connections: [aoai], environment }).get('open ai')).toEqual({
      name: 'open ai',
      type: 'azure_open_ai',
      configs: { api_base: 'http://other', api_version: 'v1', resource_id: '/r' },
      secrets: { api_key: 'secret' },
    });
  });

  test.each(['OPEN_AI_2_API_BASE', 'OPEN-AI_2_API_BASE'])(
    'with a dash in their name are overridden by %s',
    async (variable) => {
      const environment = { VERSION: 'v1', KEY: 'k', [variable]: 'http://other' };
      const connections = connectionsFrom({ connections: [{ ...aoai, name: 'open-ai 2' }], environment });
      expect((await connections.get('open-ai 2')).configs['api_base']).toBe('http://other');
    },
  );

  test('say which variable is missing, and for what', async () => {
    const connections = connectionsFrom({ connections: [aoai], environment: { VERSION: 'v1' } });
    await expect(connections.get('open ai')).rejects.toThrow(
      "Environment variable KEY is not found. The api_key of connection 'open ai' takes its value from it.",
    );
  });

  test('come whole from a variable with their name', async () => {
    const environment = { OPEN_AI: '{"type": "open_ai", "api_key": "k"}' };
    expect(await connectionsFrom({ environment }).get('open ai')).toMatchObject({
      name: 'open ai',
      type: 'open_ai',
      secrets: { api_key: 'k' },
    });
  });

  test('come from another provider where nothing else has them', async () => {
    const fallback = { get: (name: string) => Promise.resolve({ ...aoai, name, configs: { api_base: 'b' } }) };
    const connections = connectionsFrom({ connections: [aoai], environment: { KEY: 'k' }, fallback });
    expect(await connections.get('other')).toMatchObject({ name: 'other', configs: { api_base: 'b' } });
  });

  test('that lack a field are refused with the variable that could give it', async () => {
    const lacking = { ...aoai, configs: {} };
    await expect(connectionsFrom({ connections: [lacking], environment: { KEY: 'k' } }).get('open ai')).rejects.toThrow(
      "connection 'open ai' of type azure_open_ai lacks api_base. Add it, or set OPEN_AI_API_BASE.",
    );
  });

  test('that are unknown name those that were given', async () => {
    await expect(connectionsFrom({ connections: [aoai] }).get('b')).rejects.toThrow("no connection 'b'");
    await expect(connectionsFrom({ connections: [aoai] }).get('b')).rejects.toThrow('given: open ai');
  });
});

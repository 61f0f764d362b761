import { TerraformVariable, type TerraformStack } from 'cdktf';
import {
  AzureOpenAiConnection,
  CognitiveSearchConnection,
  CustomConnection,
  EndpointIdentity,
  OpenAiConnection,
  SecretVariable,
  SerpConnection,
} from '../../constructs';
import { type Attributes, synthesized } from './synthesized';
import { platformParts } from './platform-parts';

const account = '/subscriptions/a/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/contoso';

/** The connection that `build` makes in a workspace. */
function connection(build: (stack: TerraformStack, parts: ReturnType<typeof platformParts>) => void): Attributes {
  const json = synthesized((stack) => {
    build(stack, platformParts(stack));
  });
  return json.resource('azapi_resource');
}

function secret(stack: TerraformStack, name = 'key', version?: string): SecretVariable {
  return new SecretVariable(stack, `secret-${name}`, { name, ...(version !== undefined && { version }) });
}

describe('a connection to Azure OpenAI', () => {
  it('is by Entra and holds no secret, if no key is given', () => {
    const made = connection((stack, { workspace }) => {
      const endpoint = 'https://contoso.openai.azure.com/';
      new AzureOpenAiConnection(stack, 'aoai', {
        workspace,
        name: 'aoai',
        endpoint,
        apiVersion: '2024-10-21',
        accountId: account,
      });
    });
    expect(made).toMatchObject({
      type: 'Microsoft.MachineLearningServices/workspaces/connections@2025-06-01',
      name: 'aoai',
      parent_id: expect.stringContaining('azurerm_machine_learning_workspace.'),
      body: {
        properties: {
          category: 'AzureOpenAI',
          authType: 'AAD',
          target: 'https://contoso.openai.azure.com/',
          metadata: { ApiType: 'Azure', ApiVersion: '2024-10-21', ResourceId: account },
          isSharedToAll: true,
        },
      },
    });
    expect(made).not.toHaveProperty('sensitive_body');
    expect(made).not.toHaveProperty('tags');
  });

  it('sends a key apart from the body, by a variable', () => {
    const made = connection((stack, { workspace }) => {
      const props = { workspace, name: 'aoai', endpoint: 'https://x/', key: secret(stack), sharedToAll: false };
      new AzureOpenAiConnection(stack, 'aoai', props);
    });
    expect(made.body.properties).toMatchObject({ authType: 'ApiKey', isSharedToAll: false });
    expect(made.body.properties).not.toHaveProperty('credentials');
    expect(made.sensitive_body).toEqual({ properties: { credentials: { key: '${var.key}' } } });
  });

  it('gives identities access to its account by Entra, and none by key', () => {
    const json = synthesized((stack) => {
      const parts = platformParts(stack);
      const { workspace } = parts;
      const base = { workspace, endpoint: 'https://x/', accountId: account };
      const connections = [
        new AzureOpenAiConnection(stack, 'entra', { ...base, name: 'entra' }),
        new AzureOpenAiConnection(stack, 'keyed', { ...base, name: 'keyed', key: secret(stack) }),
      ];
      new EndpointIdentity(stack, 'identity', { name: 'id-test', ...parts, connections });
    });
    const onAccount = json.resources('azurerm_role_assignment').filter(({ scope }) => scope === account);
    expect(onAccount).toHaveLength(1);
    expect(onAccount[0]?.role_definition_name).toBe('Cognitive Services OpenAI User');
  });

  it('warns where its account is not known, as access must then be given by hand', () => {
    synthesized((stack) => {
      const parts = platformParts(stack);
      const props = { workspace: parts.workspace, name: 'aoai', endpoint: 'https://x/' };
      const made = new AzureOpenAiConnection(stack, 'aoai', props);
      new EndpointIdentity(stack, 'identity', { name: 'id-test', ...parts, connections: [made] });
      expect(made.node.metadata.map(({ data }) => String(data))).toEqual([
        expect.stringContaining('grant "Cognitive Services OpenAI User" on it to test/identity by hand'),
      ]);
    });
  });
});

describe('other connections', () => {
  it('reach OpenAI by key', () => {
    const made = connection((stack, { workspace }) => {
      new OpenAiConnection(stack, 'openai', { workspace, name: 'openai', key: secret(stack), organization: 'org-1' });
    });
    expect(made.body.properties).toMatchObject({
      category: 'OpenAI',
      authType: 'ApiKey',
      target: 'https://api.openai.com/v1',
      metadata: { organization: 'org-1' },
    });
  });

  it('reach what speaks the protocol of OpenAI at an address of its own', () => {
    const made = connection((stack, { workspace }) => {
      const endpoint = 'https://models.contoso.com/v1';
      new OpenAiConnection(stack, 'openai', { workspace, name: 'openai', key: secret(stack), endpoint });
    });
    expect(made.body.properties.target).toBe('https://models.contoso.com/v1');
  });

  it('reach AI Search by key or by Entra', () => {
    const endpoint = 'https://contoso.search.windows.net';
    const byKey = connection((stack, { workspace }) => {
      const props = { workspace, name: 'search', endpoint, apiVersion: '2023-11-01', key: secret(stack) };
      new CognitiveSearchConnection(stack, 'search', props);
    });
    expect(byKey.body.properties).toMatchObject({
      category: 'CognitiveSearch',
      authType: 'ApiKey',
      target: endpoint,
      metadata: { ApiVersion: '2023-11-01' },
    });
    const byEntra = synthesized((stack) => {
      const parts = platformParts(stack);
      const props = { workspace: parts.workspace, name: 'search', endpoint, accountId: '/search' };
      const made = new CognitiveSearchConnection(stack, 'search', props);
      new EndpointIdentity(stack, 'identity', { name: 'id-test', ...parts, connections: [made] });
    });
    expect(byEntra.resource('azapi_resource').body.properties.authType).toBe('AAD');
    const onSearch = byEntra.resources('azurerm_role_assignment').find(({ scope }) => scope === '/search');
    expect(onSearch?.role_definition_name).toBe('Search Index Data Reader');
  });

  it('reach Serp by key', () => {
    const made = connection((stack, { workspace }) => {
      new SerpConnection(stack, 'serp', { workspace, name: 'serp', key: secret(stack) });
    });
    expect(made.body.properties).toMatchObject({ category: 'Serp', authType: 'ApiKey', metadata: {} });
  });

  it('carry configs that all may read and secrets that few may read', () => {
    const made = connection((stack, { workspace }) => {
      new CustomConnection(stack, 'crm', {
        workspace,
        name: 'crm',
        configs: { url: 'https://crm' },
        secrets: { token: secret(stack, 'token'), other: secret(stack, 'other', '3') },
      });
    });
    expect(made.body.properties).toMatchObject({
      category: 'CustomKeys',
      authType: 'CustomKeys',
      target: '_',
      metadata: { url: 'https://crm' },
    });
    expect(made.sensitive_body).toEqual({
      properties: { credentials: { keys: { token: '${var.token}', other: '${var.other}' } } },
    });
    expect(made.sensitive_body_version['properties.credentials']).toMatch(/^1\.3-/);
  });

  it('have metadata even where there are no configs', () => {
    const made = connection((stack, { workspace }) => {
      new CustomConnection(stack, 'crm', { workspace, name: 'crm', secrets: { token: secret(stack) } });
    });
    expect(made.body.properties.metadata).toEqual({});
  });
});

describe('secrets of connections', () => {
  it('are variables that Terraform neither shows nor stores', () => {
    const json = synthesized((stack) => {
      new SecretVariable(stack, 'secret', { name: 'connection_search_key', description: 'Set SEARCH_KEY.' });
    });
    expect(json.variables.connection_search_key).toMatchObject({
      type: 'string',
      sensitive: true,
      ephemeral: true,
      nullable: false,
      description: 'Set SEARCH_KEY.',
    });
    expect(json.variables.connection_search_key).not.toHaveProperty('default');
  });

  it('are refused in clear text, without being shown', () => {
    const build = () =>
      connection((stack, { workspace }) => {
        new SerpConnection(stack, 'serp', { workspace, name: 'serp', key: { value: 'sk-12345', version: '1' } });
      });
    expect(build).toThrow('secret "key" is given in clear text');
    expect(build).not.toThrow('sk-12345');
  });

  it('are sent again when their version rises, and with every other change of the connection', () => {
    const versionOf = (endpoint: string, version: string): string =>
      connection((stack, { workspace }) => {
        const key = secret(stack, 'key', version);
        new CognitiveSearchConnection(stack, 'search', { workspace, name: 'search', endpoint, key });
      }).sensitive_body_version['properties.credentials'] as string;
    const first = versionOf('https://one', '1');
    expect(versionOf('https://one', '1')).toBe(first);
    expect(versionOf('https://one', '2')).not.toBe(first);
    expect(versionOf('https://two', '1')).not.toBe(first);
  });

  it('follow values that only Terraform knows', () => {
    const made = connection((stack, { workspace }) => {
      const endpoint = new TerraformVariable(stack, 'endpoint', {}).stringValue;
      new CognitiveSearchConnection(stack, 'search', { workspace, name: 'search', endpoint, key: secret(stack) });
    });
    expect(made.sensitive_body_version['properties.credentials']).toMatch(/^1-\$\{substr\(sha256\(jsonencode\(/);
  });

  it('need a name that Azure takes', () => {
    const build = () =>
      connection((stack, { workspace }) => {
        new SerpConnection(stack, 'serp', { workspace, name: 'my serp', key: secret(stack) });
      });
    expect(build).toThrow('name "my serp" must be 3-33');
  });
});

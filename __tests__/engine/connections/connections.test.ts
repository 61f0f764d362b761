import type { Connection, ConnectionProvider } from '../../../engine';
import { conforms, dag, type Case } from '../conformance/case';
import { node } from '../flow-folder';

const all: Readonly<Record<string, Connection>> = {
  mail: {
    name: 'mail',
    type: 'custom',
    configs: { host: 'smtp.contoso.com', port: '25' },
    secrets: { password: 'hunter2' },
  },
  aoai: {
    name: 'aoai',
    type: 'azure_open_ai',
    configs: { api_base: 'https://contoso.openai.azure.com' },
    secrets: { api_key: 'k' },
  },
};
const connections: ConnectionProvider = {
  get: (name) =>
    all[name] === undefined ? Promise.reject(new Error(`there is none named ${name}`)) : Promise.resolve(all[name]),
  token: (scope) => Promise.resolve(`token for ${scope}`),
};

/** A flow whose tool has the body `return <expression>` and gets a connection by name. */
const uses = (
  annotation: string,
  given: string,
  expression: string,
  definitions = '',
): Pick<Case, 'files' | 'options'> => ({
  files: {
    'flow.dag.yaml': dag('{}', '{out: {type: object, reference: "${n.output}"}}', node('n', 'n.py', `c: ${given}`)),
    'n.py': `from typing import Optional, Union
from promptflow.core import tool
from promptflow.connections import AzureOpenAIConnection, CustomConnection, CustomStrongTypeConnection, OpenAIConnection, SerpConnection
from promptflow.contracts.types import Secret
${definitions}
@tool
def run(c${annotation}):
    return ${expression}
`,
  },
  options: { connections },
});

const strong =
  'class Mail(CustomStrongTypeConnection):\n    password: Secret\n    host: str = "localhost"\n    user: str = "nobody"\n';

describe('connections of Python tools', () => {
  conforms('6.5', [
    {
      it: 'a custom connection gives configs and secrets by attribute and key',
      ...uses(
        ': CustomConnection',
        'mail',
        '[c.host, c["port"], c.password, c.secrets["password"], sorted(dict(c)), c.is_secret("password"), c.is_secret("host"), c.name, c.type]',
      ),
      outputs: {
        out: [
          'smtp.contoso.com',
          '25',
          'hunter2',
          'hunter2',
          ['host', 'password', 'port'],
          true,
          false,
          'mail',
          'Custom',
        ],
      },
    },
    {
      it: 'a connection of a known type has its defaults',
      ...uses(': AzureOpenAIConnection', 'aoai', '[c.api_base, c.api_key, c.api_version, c.auth_mode]'),
      outputs: { out: ['https://contoso.openai.azure.com', 'k', '2024-02-01', 'key'] },
    },
    {
      it: 'a connection of a known type gives its fields as a dict, and its class as prompt flow names it',
      ...uses(': AzureOpenAIConnection', 'aoai', '[dict(c), list(c.keys()), c.type, c.class_name]'),
      outputs: {
        out: [
          {
            api_base: 'https://contoso.openai.azure.com',
            api_type: 'azure',
            api_version: '2024-02-01',
            auth_mode: 'key',
            resource_id: null,
            api_key: 'k',
          },
          ['api_base', 'api_type', 'api_version', 'auth_mode', 'resource_id', 'api_key'],
          'AzureOpenAI',
          'AzureOpenAIConnection',
        ],
      },
    },
    {
      it: 'tools make connections, also without the names of arguments',
      ...uses(
        '',
        'x',
        '[dict(AzureOpenAIConnection("b", "k"))["api_base"], dict(OpenAIConnection("k", "o", "_")), CustomConnection({"s": "x"}).is_secret("s"), OpenAIConnection("k").name]',
      ),
      outputs: { out: ['b', { organization: 'o', base_url: null, api_key: 'k' }, true, null] },
    },
    {
      it: 'a connection gives tokens of Microsoft Entra ID',
      ...uses(': AzureOpenAIConnection', 'aoai', 'c.get_token()'),
      outputs: { out: 'token for https://cognitiveservices.azure.com/.default' },
    },
    {
      it: 'a connection of the environment lacks variables',
      ...uses('', 'x', 'OpenAIConnection.from_env()', 'import os\nos.environ.pop("OPENAI_API_KEY", None)\n'),
      fails: {
        code: 'RequiredEnvironmentVariablesNotSetError',
        message: "Required environment variables ['OPENAI_API_KEY'] to build OpenAIConnection not set.",
      },
    },
    {
      it: 'a key that a connection lacks is a KeyError that names both',
      ...uses(': CustomConnection', 'mail', 'c["nothing"]'),
      fails: { code: 'ToolExecutionError', message: `(KeyError) "Key 'nothing' not found in connection 'mail'."` },
    },
    {
      it: 'a union accepts each of its classes',
      ...uses(': Union[OpenAIConnection, AzureOpenAIConnection]', 'aoai', 'type(c).__name__'),
      outputs: { out: 'AzureOpenAIConnection' },
    },
    {
      it: 'a list of classes is a union, too',
      ...uses(': [OpenAIConnection, AzureOpenAIConnection]', 'aoai', 'type(c).__name__'),
      outputs: { out: 'AzureOpenAIConnection' },
    },
    {
      it: 'an optional connection may be left out',
      ...uses(': Optional[AzureOpenAIConnection] = None', '""', 'c'),
      outputs: { out: null },
    },
    {
      it: 'a class of the team is built from a custom connection, whose values beat its own',
      ...uses(': Mail', 'mail', '[type(c).__name__, c.password, c.host, c.user]', strong),
      outputs: { out: ['Mail', 'hunter2', 'smtp.contoso.com', 'nobody'] },
    },
    { it: 'a parameter without such an annotation gets the name', ...uses('', 'mail', 'c'), outputs: { out: 'mail' } },
    {
      it: 'a secret does not show where a connection is printed',
      ...uses(': CustomConnection', 'mail', 'repr(c) + str(c)'),
      outputs: { out: '<CustomConnection mail><CustomConnection mail>' },
    },
    {
      it: 'a field that a connection lacks is an AttributeError',
      ...uses(': CustomConnection', 'mail', 'c.nothing'),
      fails: {
        code: 'ToolExecutionError',
        message: "(AttributeError) 'CustomConnection' object has no attribute 'nothing'",
      },
    },
    {
      it: 'a connection of another type is refused',
      ...uses(': SerpConnection', 'aoai', '1'),
      refuses: {
        code: 'ResolveToolError',
        node: 'n',
        message:
          "Input 'c' for node 'n' of type 'AzureOpenAIConnection' is not supported, valid types ['SerpConnection'].",
      },
    },
    {
      it: 'a connection that does not exist is refused with the reason',
      ...uses(': SerpConnection', 'gone', '1'),
      refuses: {
        code: 'ResolveToolError',
        message: "(GetConnectionError) Get connection 'gone' for node 'n' error: there is none named gone",
      },
    },
    {
      it: 'a flow that was given no connections says so',
      ...uses(': SerpConnection', 'serp', '1'),
      options: {},
      refuses: { code: 'ResolveToolError', message: 'no connections were given to the flow' },
    },
  ]);
});

describe('connections in environment variables', () => {
  const files = (value: string): Case['files'] => ({
    'flow.dag.yaml': `environment_variables: {KEY: "${value}"}\n${dag('{}', '{out: {type: string, reference: "${n.output}"}}', node('n', 'n.py', ''))}`,
    'n.py': 'import os\nfrom promptflow.core import tool\n\n@tool\ndef run():\n    return os.environ["KEY"]\n',
  });
  conforms('7.4', [
    { it: 'a field is put in place', files: files('${aoai.api_key}'), options: { connections }, outputs: { out: 'k' } },
    {
      it: 'an unknown field is refused',
      files: files('${aoai.nothing}'),
      options: { connections },
      refuses: { code: 'InvalidFlowError', message: "'nothing' of connection 'aoai'" },
    },
    {
      it: 'an unknown connection is refused',
      files: files('${gone.key}'),
      options: { connections },
      refuses: { code: 'GetConnectionError', message: "Get connection 'gone' for environment variable 'KEY' error" },
    },
    { it: 'other text stays', files: files('cost: ${x}'), options: { connections }, outputs: { out: 'cost: ${x}' } },
  ]);
});

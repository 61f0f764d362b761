import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bootstrap } from '../../../runner/actions/bootstrap';
import { type RunEvent } from '../../../runner/events';
import { type CommandResult } from '../../../runner/result';
import { openSandbox, type Sandbox } from '../../../sandbox';
import { builtInRoles, openResourceGraph } from '../../../sandbox/arm';
import { deployer } from '../../../sandbox/deployer';

const subscription = '00000000-0000-0000-0000-000000000001';
const other = '00000000-0000-0000-0000-000000000002';
const vault = `/subscriptions/${subscription}/resourceGroups/rg-secrets/providers/Microsoft.KeyVault/vaults/kv-contoso-ci`;

const configuration = (days: number) => `project: contoso
defaults:
  location: westeurope
  tenant: 00000000-0000-0000-0000-00000000000a
  serving: { image: registry.example/serving:1 }
environments:
  dev:
    subscription: ${subscription}
    state: { resourceGroup: rg-contoso-state, storageAccount: stcontosostate }
    servicePrincipal:
      federation: { github: { github: contoso/flows, environment: dev } }
      secret: { keyVault: ${vault}, days: ${days} }
  prod:
    subscription: ${other}
    servicePrincipal: { rights: owner }
  local:
    subscription: ${subscription}
`;

const root = mkdtempSync(join(tmpdir(), 'llmops-bootstrap-'));
const folder = join(root, '.llmops', 'sandbox');
let sandbox: Sandbox;
const events: RunEvent[] = [];
const questions: string[][] = [];

function configure(text: string): void {
  mkdirSync(join(root, 'flows-config'), { recursive: true });
  writeFileSync(join(root, 'flows-config', 'environments.yaml'), text);
}

function run(approve = true, at = root): Promise<CommandResult> {
  return bootstrap({
    root: at,
    env: 'devops',
    sandbox: true,
    emit: (event) => void events.push(event),
    confirm: ({ details }) => {
      questions.push([...details]);
      return Promise.resolve(approve);
    },
  });
}

async function call(method: string, path: string, body?: object, token = sandbox.token()) {
  const response = await fetch(sandbox.endpoint + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON of any shape
  const answer = (await response.text()) as any;
  // eslint-disable-next-line @typescript-eslint/no-unsafe-argument
  return { status: response.status, body: answer === '' ? {} : JSON.parse(answer) };
}

const arm = (method: string, id: string, body?: object, token?: string) =>
  call(method, `${id}?api-version=2025-06-01`, body, token);

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly values: Record<string, unknown>;
}

/** What the state of the devops stack says is there. */
function state(): readonly Resource[] {
  const { resources } = JSON.parse(readFileSync(join(folder, 'state', 'devops.tfstate'), 'utf8')) as {
    resources: { type: string; name: string; instances: { attributes: Record<string, unknown> }[] }[];
  };
  return resources.map(({ type, name, instances }) => ({ type, name, values: instances[0]?.attributes ?? {} }));
}

const application = () => state().find(({ type, name }) => type === 'azuread_application' && name.startsWith('dev'));
const passwords = async () => {
  const { body } = await call('GET', `/graph/v1.0/applications/${String(application()?.values.object_id)}`);
  return (body as { passwordCredentials: { keyId: string; endDateTime: string }[] }).passwordCredentials;
};

let first: CommandResult;

beforeAll(async () => {
  configure(configuration(30));
  sandbox = await openSandbox({ directory: folder });
  const group = vault.split('/providers/')[0] ?? '';
  await arm('PUT', group, { location: 'westeurope' });
  await arm('PUT', vault, { location: 'westeurope', properties: { enableRbacAuthorization: true } });
  const officer = `${vault}/providers/Microsoft.Authorization/roleAssignments/11111111-1111-1111-1111-111111111111`;
  const roleDefinitionId = builtInRoles['Key Vault Secrets Officer'];
  await arm('PUT', officer, { properties: { principalId: deployer.objectId, roleDefinitionId } });
  first = await run();
});
afterAll(async () => {
  await sandbox.close();
  rmSync(root, { recursive: true });
});

describe('llmops bootstrap', () => {
  it('asks for its plan and makes the service principals, their rights, and the storage of the state', () => {
    expect(first.error).toBeUndefined();
    expect(first).toMatchObject({ status: 'succeeded', env: 'devops', plans: { devops: { change: 0, destroy: 0 } } });
    expect(questions[0]).toContainEqual(expect.stringMatching(/^create azuread_service_principal\./));
    const types = state().map(({ type }) => type);
    expect(types.filter((type) => type === 'azuread_service_principal')).toHaveLength(2);
    expect(types).toEqual(
      expect.arrayContaining([
        'azuread_application_federated_identity_credential',
        'azurerm_storage_account',
        'azurerm_storage_container',
        'azurerm_management_lock',
      ]),
    );
    const roles = state().filter(({ type }) => type === 'azurerm_role_assignment');
    expect(roles.map(({ values }) => [values.role_definition_name, values.scope])).toEqual(
      expect.arrayContaining([
        ['Contributor', `/subscriptions/${subscription}`],
        ['Role Based Access Control Administrator', `/subscriptions/${subscription}`],
        ['Owner', `/subscriptions/${other}`],
      ]),
    );
  });

  it('has nothing to do the second time, and asks nothing', async () => {
    const [{ keyId } = { keyId: '' }] = await passwords();
    questions.length = 0;
    expect(await run()).toMatchObject({ status: 'succeeded', plans: { devops: { add: 0, change: 0, destroy: 0 } } });
    expect(questions).toEqual([]);
    expect((await passwords()).map((password) => password.keyId)).toEqual([keyId]);
  });

  it('lets a deployer of least privilege assign the roles of the stacks to identities, and nothing else', async () => {
    const { IDENTITY_ENDPOINT = '', IDENTITY_HEADER = '' } = sandbox.environment();
    const url = `${IDENTITY_ENDPOINT}?resource=https://management.azure.com/&client_id=${String(application()?.values.client_id)}`;
    const answer = await fetch(url, { headers: { 'x-identity-header': IDENTITY_HEADER } });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const assign = (role: string, principalType: string, name: number) =>
      arm(
        'PUT',
        `${vault}/providers/Microsoft.Authorization/roleAssignments/22222222-2222-2222-2222-${String(name).padStart(12, '0')}`,
        {
          properties: {
            roleDefinitionId: builtInRoles[role],
            principalId: '33333333-3333-3333-3333-333333333333',
            principalType,
          },
        },
        token,
      );
    expect((await assign('Key Vault Secrets User', 'ServicePrincipal', 1)).status).toBe(201);
    expect((await assign('Owner', 'ServicePrincipal', 2)).body).toMatchObject({
      error: { code: 'AuthorizationFailed' },
    });
    expect((await assign('Role Based Access Control Administrator', 'ServicePrincipal', 3)).status).toBe(403);
    expect((await assign('Key Vault Secrets User', 'User', 4)).status).toBe(403);
    const made = `${vault}/providers/Microsoft.Authorization/roleAssignments/`;
    expect((await arm('DELETE', `${made}22222222-2222-2222-2222-000000000001`, undefined, token)).status).toBe(200);
    const reader = { roleDefinitionId: builtInRoles.Reader, principalId: '33333333-3333-3333-3333-333333333333' };
    expect((await arm('PUT', `${made}22222222-2222-2222-2222-000000000005`, { properties: reader })).status).toBe(201);
    expect((await arm('DELETE', `${made}22222222-2222-2222-2222-000000000005`, undefined, token)).status).toBe(403);
  });

  it('keeps the client secret in the vault alone', async () => {
    const [password] = await passwords();
    const { body } = await call('GET', '/vault/kv-contoso-ci/secrets/deployer-client-secret/versions');
    expect(body).toMatchObject({ value: [{ tags: { 'llmops-key-id': password?.keyId } }] });
    expect(JSON.stringify(body)).not.toContain('"value":"');
    const graph = await openResourceGraph(folder);
    const path = `/applications/${String(application()?.values.object_id)}/passwords/${password?.keyId ?? ''}`;
    const secret = graph.generatedKey(path, 'value');
    const kept = graph.get(`${vault}/secrets/deployer-client-secret`);
    expect(JSON.stringify([kept, events, questions, first])).not.toContain(secret);
    const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(5);
    for (const { parentPath, name } of files) {
      expect(readFileSync(join(parentPath, name), 'latin1').includes(secret)).toBe(false);
    }
  });

  it('renews the client secret when less than a third of its days is left, and removes the old one', async () => {
    const [before] = await passwords();
    // Of 180 days, the 30 of the secret that is there are less than a third.
    configure(configuration(180));
    events.length = 0;
    expect(await run()).toMatchObject({ status: 'succeeded' });
    const after = await passwords();
    expect(after).toHaveLength(1);
    expect(after[0]?.keyId).not.toBe(before?.keyId);
    expect(Date.parse(after[0]?.endDateTime ?? '')).toBeGreaterThan(Date.parse(before?.endDateTime ?? ''));
    expect(events).toContainEqual(
      expect.objectContaining({ step: 'client-secrets', outcome: expect.stringContaining('dev: new, valid until') }),
    );
  });

  it('leaves no client secret behind that no vault keeps', async () => {
    const before = await passwords();
    configure(configuration(180).replaceAll('kv-contoso-ci', 'kv-contoso-absent'));
    expect(await run()).toMatchObject({
      status: 'failed',
      error: { message: 'There is no key vault kv-contoso-absent to keep the client secret in.' },
    });
    expect(await passwords()).toEqual(before);
  });

  it('applies nothing that is not approved', async () => {
    configure(configuration(180).replace('environment: dev', 'environment: staging'));
    expect(await run(false)).toMatchObject({ status: 'rejected' });
    configure(configuration(180));
    expect(await run(false)).toMatchObject({ status: 'succeeded' });
  });

  it('leaves nothing behind when its stack is destroyed', async () => {
    configure(configuration(180).replace(/^.*state:.*\n/m, ''));
    expect((await run()).error).toBeUndefined();
    expect(state().filter(({ type }) => /storage|lock/.test(type))).toEqual([]);
    const cwd = join(folder, 'cdktf.out', 'devops', 'stacks', 'devops');
    const env = { ...process.env, ...sandbox.environment() };
    await promisify(execFile)('terraform', ['destroy', '-auto-approve', '-no-color'], { cwd, env });
    expect(state()).toEqual([]);
    const { resources } = await sandbox.status();
    expect(resources.filter(({ id }) => /applications|servicePrincipals|stcontosostate/.test(id))).toEqual([]);
  });

  it('says what to configure where there is nothing to bootstrap', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'llmops-no-bootstrap-'));
    try {
      mkdirSync(join(empty, 'flows-config'));
      const text = configuration(30).replace(/ {4}servicePrincipal:[^]*?(?= {2}\w+:$)/gm, '');
      writeFileSync(join(empty, 'flows-config', 'environments.yaml'), text);
      const result = await run(true, empty);
      expect(result).toMatchObject({
        status: 'invalid',
        error: { message: expect.stringContaining('nothing to bootstrap') },
      });
      expect(readdirSync(empty)).toEqual(['flows-config']);
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});

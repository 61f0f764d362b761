import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DefaultAzureCredential } from '@azure/identity';
import {
  deployer,
  openSandbox,
  resetSandbox,
  type Sandbox,
  type SandboxEvent,
  type SandboxOptions,
} from '../../../sandbox';

const run = promisify(execFile);
const group = '/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg-kept';
let folder: string;
const opened: Sandbox[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterEach(async () => {
  for (const sandbox of opened.splice(0).reverse()) await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await openSandbox({ directory: join(folder, 'sandbox'), terraform: false, ...options });
  opened.push(sandbox);
  return sandbox;
}

async function reopen(): Promise<Sandbox> {
  await opened.pop()?.close();
  return open();
}

async function arm(sandbox: Sandbox, method: string, id: string): Promise<number> {
  const { status } = await fetch(`${sandbox.endpoint}${id}?api-version=2022-12-01`, {
    method,
    headers: { authorization: `Bearer ${sandbox.token()}` },
    ...(method === 'PUT' ? { body: '{"location":"westeurope"}' } : {}),
  });
  return status;
}

test('what it holds outlives its process, at the same address', async () => {
  const first = await open();
  const { endpoint } = first;
  expect(await arm(first, 'PUT', group)).toBe(201);
  const second = await reopen();
  expect(second.endpoint).toBe(endpoint);
  expect(await arm(second, 'GET', group)).toBe(200);
});

test('where its port was taken meanwhile it moves to another one, and stays there', async () => {
  const { port } = new URL((await open()).endpoint);
  await opened.pop()?.close();
  const squatter = createServer().listen(Number(port), '127.0.0.1');
  const moved = (await open()).endpoint;
  expect(moved).not.toContain(`:${port}`);
  squatter.close();
  expect((await reopen()).endpoint).toBe(moved);
});

test('opened twice it is hosted once, and the second one sees what the first one made', async () => {
  const events: SandboxEvent[] = [];
  const host = await open({ onEvent: (event) => events.push(event) });
  const client = await open({ onEvent: (event) => events.push(event) });
  expect([host.hosted, client.hosted]).toEqual([true, false]);
  await arm(host, 'PUT', group);
  expect((await client.status()).resources.map(({ id }) => id)).toEqual([group]);
  expect(events).toEqual([
    { type: 'hosting', endpoint: host.endpoint },
    { type: 'connected', endpoint: host.endpoint, pid: process.pid },
  ]);
});

test('curl can take the authorization from a file that only its owner reads', async () => {
  const sandbox = await open();
  expect(statSync(sandbox.authorizationFile).mode & 0o777).toBe(0o600);
  const url = `${sandbox.endpoint}/subscriptions?api-version=2022-12-01`;
  const { stdout } = await run('curl', ['-s', '-H', `@${sandbox.authorizationFile}`, url]);
  expect(JSON.parse(stdout)).toEqual({ value: [] });
});

test('a program with @azure/identity gets a token of the deployer', async () => {
  const sandbox = await open();
  const before = { ...process.env };
  Object.assign(process.env, sandbox.environment());
  try {
    const { token } = await new DefaultAzureCredential().getToken('https://management.azure.com/.default');
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, string>;
    expect(claims).toMatchObject({ sub: deployer.objectId, aud: 'https://management.azure.com' });
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${sandbox.endpoint}/subscriptions?api-version=2022-12-01`, { headers })).status).toBe(200);
  } finally {
    process.env = before;
  }
});

test('the identity endpoint refuses who does not know its header', async () => {
  const { IDENTITY_ENDPOINT } = (await open()).environment();
  const response = await fetch(`${IDENTITY_ENDPOINT}?resource=https://ml.azure.com`, {
    headers: { 'x-identity-header': 'guess' },
  });
  expect(response.status).toBe(401);
});

test('Terraform runs against it, also for a client of a host that had not started the providers', async () => {
  await open();
  const client = await open({ terraform: true, subscription: '22222222-2222-4222-8222-222222222222' });
  const configuration = {
    terraform: { required_providers: { azurerm: { source: 'hashicorp/azurerm' } } },
    provider: { azurerm: { features: {} } },
    resource: { azurerm_resource_group: { kept: { name: 'rg-kept', location: 'westeurope' } } },
  };
  const cwd = join(folder, 'terraform');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'main.tf.json'), JSON.stringify(configuration));
  const env = { ...process.env, ...client.environment() };
  await run('terraform', ['init', '-no-color'], { cwd, env });
  await run('terraform', ['apply', '-auto-approve', '-no-color'], { cwd, env });
  expect((await client.status()).resources.map(({ name }) => name)).toContain('rg-kept');
});

test('a client brings its rules of the simulated model along', async () => {
  const ask = async ({ endpoint }: Sandbox) => {
    const response = await fetch(`${endpoint}/model/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'What is the answer?' }] }),
    });
    const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
    return choices[0]?.message.content;
  };
  const host = await open();
  expect(await ask(host)).not.toBe('42');
  const rules = join(folder, 'simulated-model.yaml');
  writeFileSync(rules, '- when: { prompt: the answer }\n  answer: "42"\n');
  await open({ simulation: [rules] });
  expect(await ask(host)).toBe('42');
});

test('a reset leaves nothing of what it held', async () => {
  const sandbox = await open();
  await arm(sandbox, 'PUT', group);
  await opened.pop()?.close();
  await resetSandbox(sandbox.directory);
  expect(readdirSync(sandbox.directory).filter((name) => !name.startsWith('host-'))).toEqual([]);
  expect((await (await open()).status()).resources).toEqual([]);
});

test('a folder that is something else is neither opened nor reset', async () => {
  writeFileSync(join(folder, 'thesis.txt'), 'three years of work');
  await expect(openSandbox({ directory: folder })).rejects.toThrow(/is not a sandbox's folder: it holds thesis\.txt/);
  await expect(resetSandbox(folder)).rejects.toThrow(/is not a sandbox's folder/);
  expect(readFileSync(join(folder, 'thesis.txt'), 'utf8')).toBe('three years of work');
});

test('a sandbox of a newer version is left alone', async () => {
  writeFileSync(join(folder, 'sandbox.json'), '{"formatVersion":2}');
  await expect(openSandbox({ directory: folder })).rejects.toThrow('has format 2; this version reads format 1');
});

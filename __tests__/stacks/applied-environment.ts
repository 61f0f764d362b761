import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Environment } from '../../model/environment';
import { type Release } from '../../model/release';
import { workspaceOf } from '../../model/resource-place';
import { type StackKind, stackState } from '../../model/state-location';
import { openSandbox, type Sandbox } from '../../sandbox';
import { synthesizeProject } from '../../stacks';

const run = promisify(execFile);

/** Counts of a plan: `1 to add, 2 to change, 0 to destroy`, or `No changes`. */
type Changes = string;

/** The types that tests import; actions and updates of a resource have its id as well. */
const importable = ['azapi_resource', 'azurerm_linux_web_app'];

/** An environment in a sandbox of its own, changed by the real Terraform. */
export class AppliedEnvironment {
  static async open(secrets: Readonly<Record<string, string>> = {}): Promise<AppliedEnvironment> {
    const folder = await mkdtemp(join(tmpdir(), 'llmops-applied-'));
    return new AppliedEnvironment(folder, await openSandbox({ directory: join(folder, 'sandbox') }), secrets);
  }

  readonly #initialized = new Set<string>();

  private constructor(
    readonly folder: string,
    readonly sandbox: Sandbox,
    private readonly secrets: Readonly<Record<string, string>>,
  ) {}

  /** Applies one stack, and answers what that changed and what a second plan would. */
  async apply(
    kind: StackKind,
    environment: Environment,
    release?: Release,
  ): Promise<{ first: Changes; again: Changes }> {
    const directory = await this.#synthesize(kind, environment, release);
    const first = await this.#terraform(directory, 'apply', '-auto-approve');
    return { first: changes(first), again: changes(await this.#terraform(directory, 'plan')) };
  }

  async destroy(kind: StackKind, environment: Environment, release?: Release): Promise<Changes> {
    return changes(
      await this.#terraform(await this.#synthesize(kind, environment, release), 'destroy', '-auto-approve'),
    );
  }

  /** Registers a version that deployments may name, as the runner does it by the SDK. */
  async register(environment: Environment, asset: string, properties: object): Promise<void> {
    const { subscription, resourceGroup, name } = workspaceOf(environment);
    const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
    await this.put(`${group}/providers/Microsoft.MachineLearningServices/workspaces/${name}/${asset}`, { properties });
  }

  /** Makes a resource that no Terraform knows, as somebody else did it. */
  async put(id: string, body: object): Promise<void> {
    const answer = await this.#arm(id, { method: 'PUT', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`);
  }

  /** Calls a POST action of a resource. */
  async act(id: string, action: string, body: object): Promise<void> {
    const answer = await this.#arm(`${id}/${action}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${id}/${action}: ${answer.status} ${await answer.text()}`);
  }

  /** Takes a resource out of a stack's state and imports it by its id, as one that was made elsewhere. */
  async importAnew(kind: StackKind, environment: Environment, release: Release, id: string): Promise<void> {
    const directory = await this.#synthesize(kind, environment, release);
    const state = JSON.parse(await this.#terraform(directory, 'show', '-json')) as {
      values: { root_module: { resources: { address: string; type: string; values: { id?: string } }[] } };
    };
    const { resources } = state.values.root_module;
    const found = resources.find(({ type, values }) => importable.includes(type) && values.id === id);
    if (found === undefined) throw new Error(`${id} is not in the state of ${kind}`);
    await this.#terraform(directory, 'state', 'rm', found.address);
    const version = found.type === 'azapi_resource' ? '?api-version=2025-06-01' : '';
    await this.#terraform(directory, 'import', found.address, `${id}${version}`);
  }

  /** A resource as ARM shows it, byte by byte. */
  async read(id: string): Promise<string> {
    return (await this.#arm(id)).text();
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    await rm(this.folder, { recursive: true });
  }

  #arm(id: string, request: RequestInit = {}): Promise<Response> {
    return fetch(`${this.sandbox.endpoint}${id}?api-version=2025-06-01`, {
      ...request,
      headers: { authorization: `Bearer ${this.sandbox.token()}`, 'content-type': 'application/json' },
    });
  }

  async #synthesize(kind: StackKind, environment: Environment, release?: Release): Promise<string> {
    const { stacks } = synthesizeProject({
      environments: [environment],
      releases: { [environment.name]: release },
      outdir: join(this.folder, 'stacks'),
      state: (of) => stackState(this.folder, environment, of, join(this.folder, 'sandbox')),
    });
    const directory = stacks.find((stack) => stack.kind === kind)?.directory ?? '';
    if (!this.#initialized.has(directory)) await this.#terraform(directory, 'init');
    this.#initialized.add(directory);
    return directory;
  }

  async #terraform(directory: string, command: string, ...flags: string[]): Promise<string> {
    const env = { ...process.env, ...this.sandbox.environment(), ...this.secrets };
    try {
      const asks = ['init', 'plan', 'apply', 'destroy', 'import'].includes(command);
      const options = asks ? ['-input=false', '-no-color'] : [];
      return (await run('terraform', [command, ...options, ...flags], { cwd: directory, env, maxBuffer: 1 << 26 }))
        .stdout;
    } catch (error) {
      throw new Error((error as { stderr: string }).stderr, { cause: error });
    }
  }
}

function changes(output: string): Changes {
  return /No changes|\d+ to add, \d+ to change, \d+ to destroy/.exec(output)?.[0] ?? output;
}

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openResourceGraph, type OpenResourceGraph } from '../../../sandbox/arm';
import { serveProviders } from '../../../sandbox/terraform';

export const subscription = '11111111-1111-1111-1111-111111111111';
export const tenant = '22222222-2222-2222-2222-222222222222';
export const deployer = { objectId: '33333333-3333-3333-3333-333333333333', name: 'deployer' };

export type Config = Record<string, unknown>;

export interface Outcome {
  readonly code: number;
  /** What Terraform printed on both streams. */
  readonly text: string;
}

interface StateFile {
  readonly resources: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances: readonly { readonly attributes: Record<string, unknown> }[];
  }[];
}

/** A folder with a Terraform configuration, and the real Terraform running it against providers that we serve. */
export interface TerraformWorkspace {
  readonly graph: OpenResourceGraph;
  /** Holds the configuration, the state, and the graph below it. */
  readonly folder: string;
  /** Sets an input variable for the commands that follow, in the environment. */
  setVariable(name: string, value: string): void;
  /** The configuration as an object, or as text where its digits matter. */
  write(config: Config | string): void;
  run(...args: string[]): Promise<Outcome>;
  /** Writes the configuration, applies it and fails the test where Terraform fails. */
  apply(config: Config | string): Promise<string>;
  /** Exit code of `plan -detailed-exitcode`: 0 without changes, 2 with some. */
  plan(config?: Config | string): Promise<Outcome>;
  /** A file of the working folder as text. */
  read(name: string): string;
  /** Attributes of a resource in the state, by address. */
  attributes(address: string): Record<string, unknown>;
  /** Addresses of the managed resources in the state. */
  addresses(): string[];
  close(): Promise<void>;
}

export async function terraformWorkspace(openGraph = emptyGraph): Promise<TerraformWorkspace> {
  const folder = mkdtempSync(join(tmpdir(), 'llmops-tf-'));
  const graph = await openGraph(join(folder, 'graph'));
  const providers = await serveProviders({
    graph,
    socketDirectory: join(folder, 's'),
    principal: deployer,
    subscription,
    tenant,
  });
  const environment: Record<string, string | undefined> = {
    ...process.env,
    TF_REATTACH_PROVIDERS: providers.reattach,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
  };
  const write = (config: Config | string) =>
    writeFileSync(join(folder, 'main.tf.json'), typeof config === 'string' ? config : JSON.stringify(config, null, 1));
  const read = (name: string) => readFileSync(join(folder, name), 'latin1');
  const run = (...args: string[]) =>
    new Promise<Outcome>((resolve) => {
      execFile(
        'terraform',
        [...args],
        { cwd: folder, env: environment, maxBuffer: 1 << 26 },
        (error, stdout, stderr) => {
          resolve({
            code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1,
            text: stdout + stderr,
          });
        },
      );
    });
  let initialised = false;
  const prepare = async (config?: Config | string) => {
    if (config !== undefined) write(config);
    if (initialised) return;
    const { code, text } = await run('init', '-no-color', '-input=false');
    if (code !== 0) throw new Error(text);
    initialised = true;
  };
  return {
    graph,
    folder,
    write,
    run,
    async apply(config) {
      await prepare(config);
      const { code, text } = await run('apply', '-no-color', '-auto-approve', '-input=false');
      if (code !== 0) throw new Error(text);
      return text;
    },
    async plan(config) {
      await prepare(config);
      return run('plan', '-no-color', '-input=false', '-detailed-exitcode');
    },
    read,
    setVariable: (name, value) => (environment[`TF_VAR_${name}`] = value),
    attributes(address) {
      const { resources } = JSON.parse(read('terraform.tfstate')) as StateFile;
      const found = resources.find(({ type, name }) => `${type}.${name}` === address);
      return found?.instances[0]?.attributes ?? {};
    },
    addresses() {
      const { resources } = JSON.parse(read('terraform.tfstate')) as StateFile;
      return resources.filter(({ mode }) => mode === 'managed').map(({ type, name }) => `${type}.${name}`);
    },
    async close() {
      await providers.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function emptyGraph(directory: string): Promise<OpenResourceGraph> {
  return openResourceGraph(directory, { tenant, owners: [deployer.objectId] });
}

/** A configuration with the providers that its blocks need. */
export function withProviders(config: Config): Config {
  return {
    terraform: {
      required_providers: {
        azurerm: { source: 'hashicorp/azurerm', version: '~> 4.55' },
        azuread: { source: 'hashicorp/azuread', version: '~> 3.7' },
        azapi: { source: 'Azure/azapi', version: '~> 2.12' },
      },
    },
    provider: { azurerm: [{ features: [{}], subscription_id: subscription }], azapi: {}, azuread: {} },
    ...config,
  };
}

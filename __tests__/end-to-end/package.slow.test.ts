import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InstalledProject, Tarball } from './installed-project';

jest.setTimeout(180_000);

const folders = ['constructs', 'stacks', 'model', 'engine', 'experiments', 'sandbox', 'runner'];
const entryPoints = ['llmops-cdktf', ...folders.map((folder) => `llmops-cdktf/${folder}`)];

/** Does not compile where an export of an entry point has lost its type. */
const typesKept = [
  'type Untyped<Module> = { [Name in keyof Module]: 0 extends 1 & Module[Name] ? Name : never }[keyof Module];',
  ...entryPoints.map((name) => `[] satisfies Untyped<typeof import('${name}')>[] satisfies never[];`),
].join('\n');

/** The stack that the documentation shows. */
const documented =
  /```ts\n([^]*?)```/.exec(readFileSync(resolve(__dirname, '../../docs/library.md'), 'utf8'))?.[1] ?? '';

/** The ways in which TypeScript finds a package's types: `cdktf init` asks for the last one. */
const resolutions = { node16: 'node16', bundler: 'esnext', node10: 'commonjs' };

function tsconfig(moduleResolution: keyof typeof resolutions, files: readonly string[], emit: boolean): string {
  return JSON.stringify({
    compilerOptions: {
      strict: true,
      skipLibCheck: true,
      types: ['node'],
      target: 'es2022',
      module: resolutions[moduleResolution],
      moduleResolution,
      ignoreDeprecations: '6.0',
      noEmit: !emit,
    },
    files,
  });
}

const cdktfJson = JSON.stringify({
  language: 'typescript',
  app: 'node main.js',
  projectId: 'b3c6d0a2-6a39-4c39-9f0e-5d1c2a7e4f19',
  sendCrashReports: 'false',
  terraformProviders: [],
  terraformModules: [],
});

interface Resource {
  readonly type: string;
  readonly id: string;
}

/** A cdktf app of its own that adds an endpoint to the platform of another project. */
function app(stack: string, resources: readonly Resource[]): string {
  const id = (type: string) => `'${resources.find((resource) => resource.type === type)?.id ?? type}'`;
  return `
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { App, TerraformStack } from 'cdktf';
import * as llmops from 'llmops-cdktf/constructs';

class Serving extends TerraformStack {
  constructor(app: App, name: string, subscriptionId: string) {
    super(app, name);
    new AzurermProvider(this, 'azurerm', { features: [{}], subscriptionId });
    new llmops.AzapiProvider(this, 'azapi', { subscriptionId });
    const platform = {
      resourceGroup: llmops.ResourceGroup.fromResourceGroupId(this, 'group', ${id('Microsoft.Resources/resourceGroups')}, 'westeurope'),
      workspace: llmops.Workspace.fromWorkspaceId(this, 'workspace', ${id('Microsoft.MachineLearningServices/workspaces')}),
      storageAccount: llmops.StorageAccount.fromStorageAccountId(this, 'storage', ${id('Microsoft.Storage/storageAccounts')}),
      containerRegistry: llmops.ContainerRegistry.fromContainerRegistryId(this, 'images', ${id('Microsoft.ContainerRegistry/registries')}),
    };
    const identity = new llmops.EndpointIdentity(this, 'identity', { name: 'id-' + name, ...platform });
    const endpoint = new llmops.ManagedOnlineEndpoint(this, 'endpoint', { ...platform, name, identity });
    endpoint.addDeployment('v001', {
      modelId: platform.workspace.modelId('reply-composer', '1'),
      environmentId: platform.workspace.environmentId('promptflow-serving', '1'),
    });
  }
}

const app = new App();
new Serving(app, '${stack}', '00000000-0000-0000-0000-000000000001');
app.synth();
`;
}

/** Asks each endpoint in the sandbox of the project that holds this program. */
const caller = `
import { readFileSync } from 'node:fs';
import { openSandbox } from 'llmops-cdktf/sandbox';

const sandbox = await openSandbox({ directory: '.llmops/sandbox', terraform: false });
const { endpoints } = await sandbox.status();
const answers = {};
for (const { name, scoringUri } of endpoints) {
  const body = readFileSync('flows/reply-composer/sample-request.json');
  const headers = { authorization: 'Bearer ' + sandbox.token(), 'content-type': 'application/json' };
  const response = await fetch(scoringUri, { method: 'POST', headers, body });
  answers[name] = { status: response.status, answer: await response.json() };
}
console.log(JSON.stringify(answers));
await sandbox.close();
`;

describe('the package, installed from its tarball in a project of its own', () => {
  let tarball: Tarball;
  let project: InstalledProject;
  let onCdktn: InstalledProject;
  let resources: readonly Resource[];
  beforeAll(() => {
    tarball = new Tarball();
    project = new InstalledProject(tarball, 'cdktf');
    onCdktn = new InstalledProject(tarball, 'cdktn');
  });

  const deploy = (installed: InstalledProject, stack: string) =>
    // The sandbox is the first project's.
    installed.run(
      'llmops',
      'sandbox',
      'exec',
      '--project',
      project.root,
      '--',
      'cdktf',
      'deploy',
      stack,
      '--auto-approve',
      '--skip-provider-lock',
    );

  afterAll(() => {
    for (const each of [project, onCdktn, tarball]) each.remove();
  });

  it('holds what runs and its types, no sources and no tests', () => {
    expect(
      tarball.files.filter(
        (file) => !/^(dist|bin|evaluators|flows|flows-config)\/|^(package\.json|README\.md|LICENSE)$/.test(file),
      ),
    ).toEqual([]);
    expect(tarball.files.filter((file) => /\.ts$/.test(file) && !file.endsWith('.d.ts'))).toEqual([]);
    expect(tarball.files.filter((file) => /__tests__|__pycache__|\.map$|examples/.test(file))).toEqual([]);
    for (const folder of folders) {
      expect(tarball.files).toEqual(expect.arrayContaining([`dist/${folder}/index.js`, `dist/${folder}/index.d.ts`]));
    }
  });

  it('begins with an empty folder: says what is missing, writes a project, deploys its platform', () => {
    expect(() => project.run('llmops', 'validate')).toThrow('llmops init');
    project.run('llmops', 'init');
    expect(project.run('llmops', 'validate')).toContain('valid');
    project.run('llmops', 'apply', '--env', 'dev', '--sandbox', '--yes');
    project.run('llmops', 'register', '--env', 'dev', '--sandbox');
    ({ resources } = JSON.parse(project.run('llmops', 'sandbox', 'status', '--json')) as { resources: Resource[] });
  });

  it('has types however TypeScript looks for them', () => {
    expect(documented).toContain('new ManagedOnlineEndpoint(');
    for (const [name, installed] of Object.entries({ replies: project, 'replies-on-cdktn': onCdktn })) {
      installed.write({ 'cdktf.json': cdktfJson, 'main.ts': app(name, resources) });
    }
    onCdktn.write({ 'tsconfig.json': tsconfig('node16', ['main.ts'], true) });
    project.write({
      'types.ts': typesKept,
      'documented.ts': documented,
      'tsconfig.json': tsconfig('node16', ['main.ts', 'documented.ts', 'types.ts'], true),
      'bundler.json': tsconfig('bundler', ['main.ts'], false),
      'node10.json': tsconfig('node10', ['main.ts', 'types.ts'], false),
    });
    project.run('tsc', '-b', '.', 'bundler.json', 'node10.json', onCdktn.root);
  });

  it('deploys an endpoint with cdktf in the sandbox, and with cdktn under the name of cdktf', () => {
    deploy(project, 'replies');
    deploy(onCdktn, 'replies-on-cdktn');
    expect(onCdktn.read('cdktf.out/stacks/replies-on-cdktn/cdk.tf.json')).toMatch(/"version": "0\.24\./);
    project.write({ 'call.mjs': caller });
    const passed = { status: 200, answer: expect.objectContaining({ reply: expect.any(String) }) };
    expect(JSON.parse(project.run('node', 'call.mjs'))).toEqual({ replies: passed, 'replies-on-cdktn': passed });
  });
});

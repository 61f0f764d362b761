import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ImageStore, imagesFolder } from '../../../../sandbox/images/image-store';
import { registry, workspace } from '../emulated-workspace';
import { type FlowFiles, modelFlow, promptFlow, type ServedEndpoint, ServingWorkspace } from './served-flow';

const image = { registry: registry.split('/').at(-1)!.toLowerCase(), repository: 'greetings' };
const connection = [
  'name: aoai',
  'type: azure_open_ai',
  'api_base: https://contoso.example/',
  'api_version: "2024-10-21"',
  'api_key: ${env:AOAI_API_KEY}',
].join('\n');

/** Deployments that run in an Azure ML environment which refers to an image. */
class ImageWorkspace {
  private constructor(
    readonly serving: ServingWorkspace,
    readonly endpoint: ServedEndpoint,
  ) {}

  static async open(options: { readonly grants?: boolean } = {}): Promise<ImageWorkspace> {
    const serving = await ServingWorkspace.open(options);
    return new ImageWorkspace(serving, await serving.endpoint('greeter'));
  }

  /** Puts an image into the registry that serves the flow; answers its address. */
  async push(tag: string, flow: FlowFiles, connections: FlowFiles = {}): Promise<string> {
    const store = new ImageStore(imagesFolder(this.serving.azure.sandbox.directory));
    await store.add({ ...image, tag }, `sha256:${tag}`, async (root) => {
      const files = [
        ...Object.entries(flow).map(([path, text]) => [join('flow', path), text] as const),
        ...Object.entries(connections).map(([path, text]) => [join('connections', path), text] as const),
      ];
      for (const [path, text] of files) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), text);
      }
    });
    return this.address(tag);
  }

  address(tag: string): string {
    return `${image.registry}.azurecr.io/${image.repository}:${tag}`;
  }

  /** Deploys a model whose own flow says "from the model", in the environment of the image. */
  async deploy(address: string, variables: Readonly<Record<string, string>> = {}): Promise<void> {
    const { azure, identity } = this.serving;
    const version = encodeURIComponent(address.split(':').at(-1)!);
    const environmentId = `${workspace}/environments/own/versions/${version}`;
    await azure.put(environmentId, { properties: { image: address } });
    await this.endpoint.deploy('v001', promptFlow('from the model'), {
      environmentId,
      environmentVariables: { AZURE_CLIENT_ID: identity.clientId, ...variables },
    });
    await this.endpoint.setTraffic({ v001: 100 });
  }

  async greeting(): Promise<unknown> {
    const { status, body } = await this.endpoint.score({ name: 'Ada' });
    return status === 200 ? body.greeting : `${status} ${body.error?.message ?? ''}`;
  }
}

describe('a deployment in the environment of an image', () => {
  let own: ImageWorkspace;
  beforeAll(async () => {
    own = await ImageWorkspace.open();
    await own.serving.azure.put(`${workspace}/connections/aoai`, {
      properties: {
        category: 'AzureOpenAI',
        authType: 'ApiKey',
        target: 'https://contoso.example/',
        credentials: { key: 'k' },
      },
    });
  });
  afterAll(() => own.serving.azure.close());

  it('runs the flow that the image holds, not the one of its model', async () => {
    await own.deploy(await own.push('one', promptFlow('from image one')));
    expect(await own.greeting()).toBe('from image one');
  });

  it('runs another image after an update in place', async () => {
    await own.deploy(await own.push('two', promptFlow('from image two')));
    expect(await own.greeting()).toBe('from image two');
  });

  it('takes the flow of its model where the registry is not one of the sandbox', async () => {
    await own.deploy('mcr.microsoft.com/azureml/promptflow:v1');
    expect(await own.greeting()).toBe('from the model');
  });

  it('does not start where the registry has no such image', async () => {
    await own.deploy(own.address('none'));
    expect(await own.greeting()).toMatch(/^424 .*greetings:none' is not in its registry/);
  });

  it("gets a connection's secret in the variable that refers to it, and lacks it without", async () => {
    const address = await own.push('model', modelFlow('aoai'), { 'aoai.yaml': connection });
    await own.deploy(address);
    expect(await own.greeting()).toMatch(/^424 .*Environment variable AOAI_API_KEY is not found/);
    await own.deploy(address, { AOAI_API_KEY: '${{azureml://connections/aoai/credentials/key}}' });
    expect(await own.greeting()).toMatch(/simulated/i);
  });

  it.each([
    ['there is no such connection', 'connections/other/credentials/key', /'other' is not found/],
    ['the connection has no such secret', 'connections/aoai/credentials/token', /has no credentials\/token/],
  ])('does not start where %s', async (_, path, reason) => {
    await own.deploy(own.address('one'), { AOAI_API_KEY: `\${{azureml://${path}}}` });
    const answer = await own.greeting();
    expect(answer).toMatch(/^424 .*SecretsInjectionError: AOAI_API_KEY cannot be set/);
    expect(answer).toMatch(reason);
  });
});

describe('an identity without grants', () => {
  it('cannot pull the image', async () => {
    const own = await ImageWorkspace.open({ grants: false });
    try {
      await own.deploy(await own.push('one', promptFlow('from image one')));
      expect(await own.greeting()).toMatch(/^424 .*may not pull the image.*AcrPull/);
    } finally {
      await own.serving.azure.close();
    }
  });
});

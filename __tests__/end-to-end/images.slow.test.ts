import { ExampleProject } from './project';

jest.setTimeout(120_000);

const config = 'flows-config/environments.yaml';
const flow = 'flows/support-ticket-triage/standard/flow.dag.yaml';
const canary = 'canary-3f1d-of-the-model-key';
const nothing = { add: 0, change: 0, destroy: 0 };

describe('an environment whose flows have images of their own', () => {
  const project = new ExampleProject(['support-ticket-triage']);
  project.edit(config, (text) =>
    text
      .replace(/image: mcr\S+/, 'image: build')
      .replace(
        '      accept:\n',
        '      accept:\n        - { rule: LLMOPS_CONNECTION_KEYS, reason: The key is what this test looks for. }\n',
      )
      .replace(/ {6}resourceId: \S+contoso-dev\n {6}auth: entra/, '      auth: { key: { env: CANARY_KEY } }'),
  );
  beforeAll(() => (process.env['CANARY_KEY'] = canary));
  afterAll(() => {
    delete process.env['CANARY_KEY'];
    project.remove();
  });

  const of = (kind: string, { registered = [] }: Awaited<ReturnType<ExampleProject['deploy']>>) =>
    registered.filter((version) => version.kind === kind);
  let tag: string;

  it('has an image built for a flow, and serves the flow from it, with secrets by reference', async () => {
    const result = await project.deploy();
    expect(result.error).toBeUndefined();
    expect(of('image', result)).toEqual([
      { kind: 'image', name: 'support-ticket-triage', version: expect.stringMatching(/^[0-9a-f]{16}$/), changed: true },
    ]);
    expect(of('environment', result)).toMatchObject([
      { name: 'promptflow-serving-support-ticket-triage', version: '1' },
    ]);
    expect(result.endpoints).toMatchObject([{ traffic: { v001: 100 }, test: { status: 200 } }]);
    tag = of('image', result)[0]!.version;
  });

  it('shows in status which image runs', async () => {
    const { endpoints } = await project.result('status', '--env', 'dev');
    expect(endpoints).toMatchObject([{ images: { v001: expect.stringMatching(`/support-ticket-triage:${tag}$`) } }]);
  });

  it('has no secret in the context, the image, the logs or anywhere else', () => {
    expect(project.read(`.llmops/sandbox/releases/dev.json`)).toContain(tag);
    expect(project.filesWith([`AOAI_API_KEY`], '.llmops/sandbox/images')).not.toEqual([]);
    expect(project.filesWith([canary])).toEqual([]);
  });

  it('is not built again for the same flow', async () => {
    const result = await project.deploy();
    expect(of('image', result)).toMatchObject([{ version: tag, changed: false }]);
    expect(result.plans).toEqual({ platform: nothing, serving: nothing });
  });

  it('says in a plan that a changed file needs another image', async () => {
    project.edit(flow, (text) => `${text}\n# changed\n`);
    const { images } = await project.result('plan', '--env', 'dev');
    expect(images).toMatchObject([{ repository: 'support-ticket-triage', built: false }]);
    expect(images![0]!.tag).not.toBe(tag);
    tag = images![0]!.tag;
  });

  it('goes on where a deploy was killed during a build, to that image and another version', async () => {
    const child = project.start(['deploy', '--env', 'dev', '--sandbox', '--yes', '--json']);
    await new Promise((ended) => {
      child.once('close', ended);
      child.stdout!.on('data', (text: Buffer) => text.includes('is being built') && child.kill('SIGKILL'));
    });
    expect(child.signalCode).toBe('SIGKILL');
    const result = await project.deploy();
    expect(result.error).toBeUndefined();
    expect(of('image', result)).toMatchObject([{ version: tag }]);
    expect(result.endpoints).toMatchObject([{ traffic: { v002: 100 }, test: { status: 200 } }]);
  });

  it('changes the deployment in place where the image is another and the flow is not', async () => {
    project.edit(config, (text) => text.replace("apiVersion: '2024-10-21'", "apiVersion: '2024-12-01-preview'"));
    const result = await project.deploy();
    expect(of('image', result)).toMatchObject([{ changed: true }]);
    expect(of('model', result)).toMatchObject([{ version: '2', changed: false }]);
    expect(result.plans?.serving).toEqual({ add: 0, change: 1, destroy: 0 });
    expect(result.endpoints).toMatchObject([{ traffic: { v002: 100 }, test: { status: 200 } }]);
    const release = JSON.parse(project.read('.llmops/sandbox/releases/dev.json')) as {
      flows: Record<string, { current: { image: { tag: string } }; previous: { image: { tag: string } } }>;
    };
    const { current, previous } = release.flows['support-ticket-triage']!;
    expect(current.image.tag).toBe(of('image', result)[0]!.version);
    expect(previous.image.tag).not.toBe(tag);
  });
});

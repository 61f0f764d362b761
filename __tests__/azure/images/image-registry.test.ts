import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPipelineRequest } from '@azure/core-rest-pipeline';
import fc from 'fast-check';
import { AzureError, type AzureTarget, type ContextFile, type ImageProgress, ImageRegistry } from '../../../azure';
import { contextTag, packContext } from '../../../azure/images/image-context';
import { resourceManager } from '../../../azure/resource-manager';
import { openSandbox, type Sandbox } from '../../../sandbox';
import { ImageStore, imagesFolder } from '../../../sandbox/images/image-store';

const group = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-dev';
const registry = `${group}/providers/Microsoft.ContainerRegistry/registries/crContosoDev`;
const storage = `${group}/providers/Microsoft.Storage/storageAccounts/stcontosodev`;
const workspace = `${group}/providers/Microsoft.MachineLearningServices/workspaces/mlw-dev`;
const location = 'westeurope';

const context: readonly ContextFile[] = [
  { path: 'start.sh', content: '#!/bin/sh\n', executable: true },
  { path: 'flow/flow.dag.yaml', content: 'nodes: []\n' },
  { path: '.dockerignore', content: 'Dockerfile\nREADME.md\n' },
  {
    path: 'Dockerfile',
    content:
      'FROM node:20\nWORKDIR /app\nCOPY --chown=node:node flow flow\nRUN echo hello \\\n  && true\nCOPY start.sh ./\n',
  },
  { path: 'README.md', content: 'Read me.\n' },
];

/** The same context with one file changed, or taken out. */
function changed(path: string, content?: string): readonly ContextFile[] {
  return context.flatMap((file) => (file.path !== path ? [file] : content === undefined ? [] : [{ ...file, content }]));
}

let directory: string;
let sandbox: Sandbox;
let target: AzureTarget;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'llmops-images-'));
  sandbox = await openSandbox({ directory, terraform: false });
  target = {
    resourceManagerEndpoint: sandbox.endpoint,
    credential: {
      getToken: () => Promise.resolve({ token: sandbox.token(), expiresOnTimestamp: Date.now() + 3_600_000 }),
    },
    blobEndpoint: (account) => sandbox.blobEndpoint(account),
    registryEndpoint: (loginServer) => sandbox.registryEndpoint(loginServer),
    subscription: '11111111-1111-1111-1111-111111111111',
    resourceGroup: 'rg-dev',
    workspace: 'mlw-dev',
  };
  await request('PUT', group, { location });
  await request('PUT', storage, { location, properties: {} });
  await request('PUT', registry, { location, sku: { name: 'Basic' }, properties: {} });
  await request('PUT', workspace, { location, properties: { storageAccount: storage, containerRegistry: registry } });
});

afterAll(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true, force: true });
});

async function request(method: 'PUT' | 'GET' | 'POST' | 'DELETE', path: string, body?: object) {
  const client = await resourceManager(target);
  const asked = createPipelineRequest({
    url: `${sandbox.endpoint}${path}?api-version=2019-06-01-preview`,
    method,
    allowInsecureConnection: true,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  asked.headers.set('content-type', 'application/json');
  const { status, bodyAsText } = await client.sendRequest(asked);
  return { status, body: JSON.parse(bodyAsText || '{}') as { value?: unknown[]; uploadUrl?: string } };
}

const runs = async () => (await request('GET', `${registry}/runs`)).body.value?.length ?? 0;
const stored = (tag: string) =>
  new ImageStore(imagesFolder(directory)).find({ registry: 'crcontosodev', repository: 'triage', tag });

describe('the image of a context', () => {
  it('is built by the registry, and holds what the Dockerfile copies', async () => {
    const steps: ImageProgress[] = [];
    const images = new ImageRegistry(target, { onProgress: (step) => steps.push(step) });
    const image = await images.build({ repository: 'triage', files: context });
    const tag = contextTag(context);
    expect(image).toEqual({ repository: 'triage', tag, address: `crcontosodev.azurecr.io/triage:${tag}`, built: true });
    expect(tag).toMatch(/^[0-9a-f]{16}$/);
    expect(steps.map(({ step }) => step)).toEqual(['comparing', 'uploading', 'building', 'built']);
    const { folder } = (await stored(tag))!;
    const files = await import('node:fs').then(({ readdirSync }) => readdirSync(folder, { recursive: true }).sort());
    expect(files).toEqual(['flow', 'flow/flow.dag.yaml', 'start.sh']);
  });

  it('is not built again, from any machine', async () => {
    const before = await runs();
    const image = await new ImageRegistry(target).build({ repository: 'triage', files: [...context].reverse() });
    expect([image.built, await runs()]).toEqual([false, before]);
  });

  it('is built anew for one changed byte, and beside the old one', async () => {
    const files = changed('flow/flow.dag.yaml', 'nodes: [] \n');
    const image = await new ImageRegistry(target).build({ repository: 'triage', files });
    expect(image.built).toBe(true);
    expect(await stored(contextTag(context))).toBeDefined();
  });

  it('ends with its registry', async () => {
    await request('PUT', `${registry}2`, { location, sku: { name: 'Basic' }, properties: {} });
    await request('PUT', workspace, {
      location,
      properties: { storageAccount: storage, containerRegistry: `${registry}2` },
    });
    await new ImageRegistry(target).build({ repository: 'triage', files: context });
    await request('DELETE', `${registry}2`);
    await request('PUT', `${registry}2`, { location, sku: { name: 'Basic' }, properties: {} });
    expect(await new ImageRegistry(target).build({ repository: 'triage', files: context })).toMatchObject({
      built: true,
    });
    await request('PUT', workspace, { location, properties: { storageAccount: storage, containerRegistry: registry } });
  });
});

describe('a build fails as it would in Azure, with the end of its log', () => {
  it.each([
    ['no Dockerfile', changed('Dockerfile'), /lstat Dockerfile: no such file/],
    ['a folder that is not there', changed('flow/flow.dag.yaml'), /COPY failed: .* stat flow: file does not exist/],
    [
      'an instruction that Docker does not know',
      changed('Dockerfile', 'FORM node:20\n'),
      /line 1: unknown instruction: FORM/,
    ],
    ['no base image', changed('Dockerfile', 'COPY flow flow\n'), /no build stage in current context/],
  ])('with %s', async (_, files, log) => {
    const build = new ImageRegistry(target).build({ repository: 'triage', files });
    const error = (await build.catch((failure: unknown) => failure)) as AzureError;
    expect(error).toBeInstanceOf(AzureError);
    expect(error.message).toMatch(
      /^Image triage:[0-9a-f]{16} was not built: run ca\d+ of registry crContosoDev ended as Failed/,
    );
    expect(error.message).toMatch(log);
    expect(error.hint).toContain('az acr task logs --registry crContosoDev --run-id ca');
    expect(await stored(contextTag(files))).toBeUndefined();
  });

  it('and after it was mended the next one is built', async () => {
    const files = changed('Dockerfile', 'FROM node:20\nCOPY flow /flow\n');
    expect(await new ImageRegistry(target).build({ repository: 'triage', files })).toMatchObject({ built: true });
  });
});

describe('the registry of the sandbox', () => {
  it('keeps out who may not use it', async () => {
    const endpoint = sandbox.registryEndpoint('crcontosodev.azurecr.io');
    const manifest = `${endpoint}/v2/triage/manifests/${contextTag(context)}`;
    const exchange = (token: string) =>
      fetch(`${endpoint}/oauth2/exchange`, { method: 'POST', body: new URLSearchParams({ access_token: token }) });
    const answers = [
      await fetch(manifest),
      await fetch(manifest, { headers: { authorization: `Bearer ${sandbox.token()}` } }),
      await exchange('not a token'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  it('takes a context at the address that it gave, and nowhere else', async () => {
    const { uploadUrl = '' } = (await request('POST', `${registry}/listBuildSourceUploadUrl`)).body;
    const put = (url: string) => fetch(url, { method: 'PUT', body: 'x' });
    expect((await put(uploadUrl.replace('/source/', '/source/0'))).status).toBe(403);
    expect((await put(uploadUrl.replace(/se=\d/, 'se=9'))).status).toBe(403);
    expect((await put(uploadUrl)).status).toBe(201);
  });

  it('refuses a run that it could not do', async () => {
    const refused = await request('POST', `${registry}/scheduleRun`, { type: 'FileTaskRunRequest' });
    expect(refused.status).toBe(400);
  });
});

it('a workspace without a registry is told what to do', async () => {
  const other = `${workspace}-plain`;
  await request('PUT', other, { location, properties: { storageAccount: storage } });
  const images = new ImageRegistry({ ...target, workspace: 'mlw-dev-plain' });
  await expect(images.build({ repository: 'triage', files: context })).rejects.toMatchObject({
    code: 'NoContainerRegistry',
  });
});

describe('the tag of a context', () => {
  const file = fc.record({ path: fc.string({ minLength: 1 }), content: fc.string(), executable: fc.boolean() });
  const files = fc.uniqueArray(file, { selector: ({ path }) => path, minLength: 1, maxLength: 5 });

  it('does not depend on the order of files', () => {
    fc.assert(fc.property(files, (some) => expect(contextTag([...some].reverse())).toBe(contextTag(some))));
  });

  it('differs for whatever differs', () => {
    const shown = (some: readonly ContextFile[]) =>
      JSON.stringify([...some].sort((one, other) => (one.path < other.path ? -1 : 1)));
    fc.assert(
      fc.property(files, files, (some, others) => {
        expect(contextTag(some) === contextTag(others)).toBe(shown(some) === shown(others));
      }),
    );
  });

  it('belongs to an archive that is the same whenever it is packed', async () => {
    expect(await packContext([...context].reverse())).toEqual(await packContext(context));
  });
});

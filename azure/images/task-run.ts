import { setTimeout as wait } from 'node:timers/promises';
import { type AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning';
import { createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } from '@azure/core-rest-pipeline';
import { AzureError } from '../error';
import { isLoopback, requireSecure } from '../loopback';
import { type AzureTarget } from '../target';
import { type ContainerRegistry, requestResource, taskVersion } from './container-registry';

/** A build by ACR Tasks: the registry builds what was uploaded, and no machine of ours needs Docker. */
export interface TaskBuild {
  readonly client: AzureMachineLearningWorkspaces;
  readonly target: AzureTarget;
  readonly registry: ContainerRegistry;
  /** `<repository>:<tag>` */
  readonly image: string;
  /** The context as tar.gz. */
  readonly archive: Buffer;
  /** Called with the id of the run once it is accepted. */
  readonly onScheduled: (run: string) => void;
}

interface Run {
  readonly name: string;
  readonly properties: { readonly status?: string; readonly runErrorMessage?: string };
}

/** Python packages with compiled parts take minutes; Azure's own limit is eight hours. */
const timeoutSeconds = 3600;
/** Between questions about a run. */
const pollMs = { azure: 5000, loopback: 20 };
const ended = new Set(['Succeeded', 'Failed', 'Canceled', 'Error', 'Timeout']);
const quotedLines = 20;

/**
 * Uploads the context, has the registry build and push it, and waits for the end.
 * @throws AzureError with the end of the log where the build fails
 */
export async function buildByTask(build: TaskBuild): Promise<void> {
  const { registry, image, target, onScheduled } = build;
  const sourceLocation = await uploadSource(build);
  const { name: run } = await request<Run>(build, 'POST', 'scheduleRun', {
    type: 'DockerBuildRequest',
    imageNames: [image],
    isPushEnabled: true,
    noCache: false,
    dockerFilePath: 'Dockerfile',
    platform: { os: 'Linux', architecture: 'amd64' },
    sourceLocation,
    timeout: timeoutSeconds,
  });
  onScheduled(run);
  const pause = isLoopback(target.resourceManagerEndpoint) ? pollMs.loopback : pollMs.azure;
  for (;;) {
    const { properties } = await request<Run>(build, 'GET', `runs/${run}`);
    const { status = '', runErrorMessage } = properties;
    if (status === 'Succeeded') return;
    if (ended.has(status)) {
      const reason = runErrorMessage === undefined ? '' : `: ${runErrorMessage}`;
      throw new AzureError(
        `Image ${image} was not built: run ${run} of registry ${registry.name} ended as ${status}${reason}\n` +
          (await endOfLog(build, run)),
        {
          code: `ImageBuild${status}`,
          hint: `Mend what the log says and run the command again. The whole log: az acr task logs --registry ${registry.name} --run-id ${run}`,
        },
      );
    }
    await wait(pause);
  }
}

async function uploadSource(build: TaskBuild): Promise<string> {
  interface Upload {
    readonly uploadUrl: string;
    readonly relativePath: string;
  }
  const { uploadUrl, relativePath } = await request<Upload>(build, 'POST', 'listBuildSourceUploadUrl');
  const { BlockBlobClient } = await import('@azure/storage-blob');
  // The address carries its own permission.
  await new BlockBlobClient(requireSecure(uploadUrl)).upload(build.archive, build.archive.length);
  return relativePath;
}

async function endOfLog(build: TaskBuild, run: string): Promise<string> {
  try {
    const { logLink } = await request<{ readonly logLink: string }>(build, 'POST', `runs/${run}/listLogSasUrl`);
    const allowInsecureConnection = isLoopback(requireSecure(logLink));
    const pipeline = createPipelineFromOptions({});
    const asked = createPipelineRequest({ url: logLink, allowInsecureConnection });
    const { bodyAsText } = await pipeline.sendRequest(createDefaultHttpClient(), asked);
    return (bodyAsText ?? '').trimEnd().split('\n').slice(-quotedLines).join('\n');
  } catch (error) {
    // The build's own failure is what matters.
    return `(its log could not be read: ${(error as Error).message})`;
  }
}

function request<Body>(
  { client, target, registry }: TaskBuild,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Body> {
  return requestResource<Body>(client, target, method, `${registry.id}/${path}`, taskVersion, body);
}

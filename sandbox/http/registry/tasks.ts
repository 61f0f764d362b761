import { randomUUID } from 'node:crypto';
import { ArmError, type ArmResource, type Json, type JsonObject, type OpenResourceGraph, textOf } from '../../arm';
import { buildImage } from '../../images/build-image';
import { readContext } from '../../images/context-archive';
import { type ImageStore } from '../../images/image-store';
import { imageOf } from '../../images/reference';
import { type ResourceActions } from '../arm/resource-actions';
import { signed } from './signed-url';
import { type TaskFiles } from './task-files';

export interface TaskOptions {
  readonly graph: OpenResourceGraph;
  /** Where the registries' own service answers: `http://127.0.0.1:<port>/registry`. */
  readonly endpoint: string;
  readonly images: ImageStore;
  readonly files: TaskFiles;
}

const registryType = 'Microsoft.ContainerRegistry/registries';
const sourceFolder = 'tasks-source/';

/** ACR Tasks: builds of uploaded contexts, each done when the request that schedules it is answered. */
export function taskActions(options: TaskOptions): ResourceActions {
  const { graph, endpoint } = options;
  return {
    [`${registryType}/listBuildSourceUploadUrl`]: ({ resource }) => {
      const name = `${randomUUID()}.tar.gz`;
      const uploadUrl = signed(graph, resource.id, `${endpoint}/${resource.name}/source/${name}`);
      return Promise.resolve({ uploadUrl, relativePath: `${sourceFolder}${name}` });
    },
    [`${registryType}/scheduleRun`]: ({ resource, body }) => schedule(options, resource, body),
    [`${registryType}/runs/listLogSasUrl`]: ({ resource }) => {
      const registryId = resource.id.replace(/\/runs\/[^/]+$/i, '');
      const registry = registryId.split('/').at(-1) ?? '';
      return Promise.resolve({
        logLink: signed(graph, registryId, `${endpoint}/${registry}/logs/${resource.name}`),
      });
    },
  };
}

async function schedule(options: TaskOptions, registry: ArmResource, body: JsonObject): Promise<Json> {
  const { graph, images, files } = options;
  const { name: source, dockerfile, images: references } = readRequest(registry, body);
  const name = nextRun(graph, registry);
  const started = new Date().toISOString();
  const archive = await files.read(registry.name, 'source', source);
  const outcome =
    archive === undefined
      ? failure(`failed to download context: ${sourceFolder}${source} was not uploaded`)
      : await readContext(archive).then(
          (context) => buildImage({ context, dockerfile, images: references }, images),
          (error: unknown) => failure(`failed to unpack the context: ${(error as Error).message}`),
        );
  await files.write(registry.name, 'logs', name, outcome.log);
  await files.remove(registry.name, 'source', source);
  const stored = await Promise.all(references.map((image) => images.find(image)));
  const run = await graph.put(`${registry.id}/runs/${name}`, {
    properties: {
      runId: name,
      runType: 'QuickBuild',
      status: outcome.error === undefined ? 'Succeeded' : 'Failed',
      createTime: started,
      startTime: started,
      finishTime: new Date().toISOString(),
      ...(outcome.error === undefined ? {} : { runErrorMessage: outcome.error }),
      outputImages:
        outcome.error === undefined
          ? references.map(({ repository, tag }, index) => ({
              registry: textOf(registry.properties.loginServer),
              repository,
              tag,
              digest: stored[index]?.digest ?? '',
            }))
          : [],
    },
  });
  // As Azure does, the first answer shows the run under way; a poll shows it done.
  const { id, type } = run;
  return { id, name, type, properties: { runId: name, runType: 'QuickBuild', status: 'Queued', createTime: started } };
}

function readRequest(registry: ArmResource, body: JsonObject) {
  const { type, imageNames, sourceLocation, dockerFilePath, isPushEnabled } = body;
  if (type !== 'DockerBuildRequest') {
    throw invalid(`The sandbox runs a DockerBuildRequest only, not '${textOf(type)}'.`);
  }
  const location = textOf(sourceLocation);
  if (!location.startsWith(sourceFolder)) {
    throw invalid(
      `sourceLocation is '${location}': the sandbox builds what was uploaded to a URL of listBuildSourceUploadUrl.`,
    );
  }
  const names = Array.isArray(imageNames) ? imageNames.map(textOf) : [];
  const images = names.map((name) => {
    const image = imageOf(registry.name, name);
    if (image === undefined) throw invalid(`'${name}' in imageNames is not <repository>:<tag> as Docker takes it.`);
    return image;
  });
  if (images.length === 0 || isPushEnabled === false)
    throw invalid('A run that pushes no image leaves nothing behind.');
  return { name: location.slice(sourceFolder.length), dockerfile: textOf(dockerFilePath) || 'Dockerfile', images };
}

function invalid(message: string): ArmError {
  return new ArmError(400, 'InvalidRequestContent', message);
}

function failure(error: string): { readonly log: string; readonly error: string } {
  return { log: `${error}\n`, error };
}

/** Runs are numbered as Azure does: `ca1`, `ca2`, … */
function nextRun(graph: OpenResourceGraph, registry: ArmResource): string {
  const numbers = graph.list(`${registryType}/runs`, registry.id).map(({ name }) => Number(name.slice(2)));
  return `ca${Math.max(0, ...numbers) + 1}`;
}

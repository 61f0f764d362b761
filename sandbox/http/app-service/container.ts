import { type FastifyInstance } from 'fastify';
import { type Connection } from '../../../engine/connection';
import { type Principal, type ResourceGraph } from '../../arm';
import { loadImageFlow } from '../../images/image-flow';
import { type ImageStore, type StoredImage } from '../../images/image-store';
import { parseImage } from '../../images/reference';
import { type Tokens } from '../../tokens';
import { missingRole } from '../inference/identity';
import { AppRefusal } from './refusal';
import { resolvedSettings } from './secret-references';
import { principalOf, type Site } from './site';

export interface ContainerHost {
  readonly graph: ResourceGraph;
  readonly tokens: Tokens;
  readonly images: ImageStore;
  /** Base URL of the simulated model. */
  readonly model: string;
}

/** All that a container is started with. Two sites with the same one run the same. */
export interface ContainerPlan {
  readonly key: string;
  readonly version: string;
  readonly image: StoredImage;
  readonly environment: Readonly<Record<string, string>>;
  /** As whom its code asks for tokens; absent where it has nobody to be. */
  readonly identity?: Principal;
}

const pullers = ['AcrPull', 'AcrPush', 'Contributor', 'Owner'];
const modelUsers = ['Cognitive Services OpenAI User', 'Cognitive Services OpenAI Contributor'];

/** App Service's front end gives up a request after this time. */
const longestRequestMs = 230_000;

/**
 * What a site's container is to be started with.
 * @throws AppRefusal 503 where App Service could not start it, saying why
 */
export async function planContainer({ graph, images }: ContainerHost, site: Site): Promise<ContainerPlan> {
  const address = site.image ?? '';
  const reference = parseImage(address);
  if (reference === undefined) throw notStarted(site, `it runs '${address}', which is no image of an Azure registry`);
  const registry = graph
    .list('Microsoft.ContainerRegistry/registries')
    .find(({ name }) => name.toLowerCase() === reference.registry);
  if (registry === undefined) throw notStarted(site, `there is no registry '${reference.registry}'`);
  const puller = principalOf(graph, site, site.pullClientId);
  if (puller === undefined) throw notStarted(site, 'it was not given the identity that is to pull its image');
  if (!graph.hasRole(puller.objectId, registry.id, pullers)) {
    throw notStarted(site, `its image cannot be pulled: ${missingRole(puller, 'AcrPull', registry.id)}`);
  }
  const image = await images.find(reference);
  if (image === undefined) throw notStarted(site, `there is no image ${address}`);
  const environment = await resolvedSettings(graph, site);
  const identity = principalOf(graph, site, site.settings.AZURE_CLIENT_ID);
  return {
    key: JSON.stringify([address, image.digest, Object.entries(environment).sort(), identity?.objectId]),
    version: site.version,
    image,
    environment,
    ...(identity && { identity }),
  };
}

/** Starts the server that the image's own program is: the one of the engine, on the image's flow. */
export async function startContainer(host: ContainerHost, site: Site, plan: ContainerPlan): Promise<FastifyInstance> {
  const { createFlowServer } = await import('../../../engine/serve');
  const { image, environment, identity, version } = plan;
  try {
    const flow = await loadImageFlow(image, {
      environment,
      model: host.model,
      token: (scope) => tokenOf(host, identity, scope),
      checkAccess: (connection) => checkModelAccess(host.graph, identity, connection),
    });
    const server = await createFlowServer({ flow, version, environment, timeoutMs: longestRequestMs });
    await server.ready();
    return server;
  } catch (error) {
    throw notStarted(site, (error as Error).message);
  }
}

function tokenOf({ tokens }: ContainerHost, identity: Principal | undefined, scope: string): Promise<string> {
  if (identity === undefined) {
    return Promise.reject(new Error('the app has no identity of the client id in AZURE_CLIENT_ID'));
  }
  return Promise.resolve(tokens.issue(identity, { audience: scope.replace(/\/\.default$/, '') }).token);
}

/** Without a key it is the identity itself that Azure OpenAI has to know. */
function checkModelAccess(graph: ResourceGraph, identity: Principal | undefined, { configs }: Connection): void {
  const account = configs['resource_id'];
  if (account === undefined || identity === undefined) return;
  if (graph.hasRole(identity.objectId, account, modelUsers)) return;
  throw new Error(
    `The principal lacks the data action to call the model: ${missingRole(identity, modelUsers[0] ?? '', account)}.`,
  );
}

function notStarted({ host }: Site, reason: string): AppRefusal {
  return new AppRefusal(503, 'ApplicationError', `${host} cannot start: ${reason.replace(/\.$/, '')}.`);
}

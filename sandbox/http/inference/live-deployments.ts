import { type Flow } from '../../../engine';
import { type GraphChange, isWithin, type OpenResourceGraph } from '../../arm';
import { textOf } from '../../arm/json-values';
import { loadImageFlow } from '../../images/image-flow';
import { type ImageStore, type StoredImage } from '../../images/image-store';
import { parseImage } from '../../images/reference';
import { type Tokens } from '../../tokens';
import { type Deployment, type Endpoint } from './endpoint';
import { checkGrants, identityOf, pullerOf } from './identity';
import { ScoringRefusal } from './refusal';
import { resolveReferences } from './secret-references';
import { type BlobReader, materialise } from './snapshot';
import { WorkspaceConnections } from './workspace-connections';

export interface LiveDeploymentsOptions {
  readonly graph: OpenResourceGraph;
  readonly tokens: Tokens;
  readonly blobs: BlobReader;
  readonly images: ImageStore;
  /** Folder for the files of models. */
  readonly snapshots: string;
  /** Base URL of the simulated model. */
  readonly model: string;
}

/** A deployment's flow in memory, as its container would be in Azure. */
interface Container {
  readonly deploymentId: string;
  readonly workspaceId: string;
  readonly flow: Promise<Flow>;
  requests: number;
  /** Set once a change has made it obsolete: it ends with its last request. */
  retired: boolean;
}

const roleAssignments = 'microsoft.authorization/roleassignments';
const computes = 'microsoft.machinelearningservices/workspaces/computes';
const connections = 'microsoft.machinelearningservices/workspaces/connections';

/** The flows that deployments run. Each is loaded at its first request and again after a change of what it was loaded from. */
export class LiveDeployments {
  private readonly containers = new Map<string, Container>();
  private readonly endings = new Set<Promise<void>>();
  private readonly unsubscribe: () => void;

  constructor(private readonly options: LiveDeploymentsOptions) {
    this.unsubscribe = options.graph.onChange((change) => this.retireAfter(change));
  }

  /**
   * The deployment's flow, which stays loaded until `release` is called.
   * @throws ScoringRefusal 424 where the flow cannot be loaded, saying why.
   */
  async acquire(
    endpoint: Endpoint,
    deployment: Deployment,
  ): Promise<{ readonly flow: Flow; readonly release: () => void }> {
    const container = this.containerOf(endpoint, deployment);
    container.requests += 1;
    const release = (): void => {
      container.requests -= 1;
      this.endIfDone(container);
    };
    try {
      return { flow: await container.flow, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.unsubscribe();
    for (const container of this.containers.values()) this.retire(container);
    await Promise.all(this.endings);
  }

  private containerOf(endpoint: Endpoint, deployment: Deployment): Container {
    const existing = this.containers.get(deployment.id);
    if (existing !== undefined) return existing;
    const container: Container = {
      deploymentId: deployment.id,
      workspaceId: endpoint.workspaceId,
      flow: this.load(endpoint, deployment),
      requests: 0,
      retired: false,
    };
    this.containers.set(deployment.id, container);
    // What failed is tried again at the next request: the cause may be mended by then.
    container.flow.catch(() => this.retire(container));
    return container;
  }

  private async load(endpoint: Endpoint, deployment: Deployment): Promise<Flow> {
    const { graph, tokens, model } = this.options;
    const identity = identityOf(graph, endpoint, deployment);
    checkGrants(graph, endpoint, deployment, pullerOf(graph, endpoint, deployment, identity));
    const { workspaceId } = endpoint;
    const connections = new WorkspaceConnections({ graph, tokens, workspaceId, identity, model });
    try {
      const { includedOutputs } = await import('../../../engine/serve');
      // Read for each request; a container that cannot read it does not start.
      includedOutputs(deployment.environmentVariables);
      const environment = await resolveReferences(deployment.environmentVariables, connections);
      const image = await this.imageOf(deployment);
      return image === undefined
        ? await this.loadModel(deployment, connections, environment)
        : await loadImageFlow(image, {
            environment,
            model,
            token: (scope) => connections.token(scope),
            checkAccess: ({ name }) => connections.checkAccess(name),
          });
    } catch (error) {
      const reason = (error as Error).message;
      throw new ScoringRefusal(424, 'ResourceNotReady', `Deployment '${deployment.name}' cannot start: ${reason}`, 503);
    }
  }

  /** The image of the deployment's environment, where it is one that was built in the sandbox. */
  private async imageOf({ environment }: Deployment): Promise<StoredImage | undefined> {
    const { graph, images } = this.options;
    const address = textOf(graph.get(environment)?.properties.image);
    const reference = parseImage(address);
    const registries = graph.list('Microsoft.ContainerRegistry/registries');
    const isOurs = registries.some(({ name }) => name.toLowerCase() === reference?.registry);
    if (reference === undefined || !isOurs) return undefined;
    const image = await images.find(reference);
    if (image === undefined) throw new Error(`image '${address}' is not in its registry (manifest unknown)`);
    return image;
  }

  /** Where the image is not known here, the sandbox serves what the model version holds. */
  private async loadModel(
    { model }: Deployment,
    connections: WorkspaceConnections,
    environmentVariables: Readonly<Record<string, string>>,
  ): Promise<Flow> {
    const { graph, blobs, snapshots } = this.options;
    const folder = await materialise(graph, blobs, snapshots, model);
    const { loadFlow } = await import('../../../engine');
    return loadFlow(folder, { connections, environmentVariables });
  }

  private retireAfter({ resource }: GraphChange): void {
    const type = resource.type.toLowerCase();
    for (const container of this.containers.values()) {
      const concerned =
        resource.id === container.deploymentId ||
        type === roleAssignments ||
        type === computes ||
        (type === connections && isWithin(resource.id, container.workspaceId));
      if (concerned) this.retire(container);
    }
  }

  private retire(container: Container): void {
    if (container.retired) return;
    container.retired = true;
    if (this.containers.get(container.deploymentId) === container) this.containers.delete(container.deploymentId);
    this.endIfDone(container);
  }

  private endIfDone(container: Container): void {
    if (!container.retired || container.requests > 0) return;
    const ending = container.flow
      .then((flow) => flow.close())
      .catch(() => undefined)
      .finally(() => this.endings.delete(ending));
    this.endings.add(ending);
  }
}

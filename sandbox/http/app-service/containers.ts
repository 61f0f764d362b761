import { type FastifyInstance } from 'fastify';
import { type GraphChange, type OpenResourceGraph } from '../../arm';
import { type ContainerHost, type ContainerPlan, planContainer, startContainer } from './container';
import { findSite, type Site } from './site';

/** A container that runs. */
interface Running {
  readonly server: Promise<FastifyInstance>;
  requests: number;
  retired: boolean;
}

/** A server to pass a request on to, and what to call when that is answered. */
export interface Borrowed {
  readonly server: FastifyInstance;
  readonly release: () => void;
}

const concerning = /^microsoft\.(web|keyvault|authorization|managedidentity|containerregistry)\//;

/**
 * The containers of all apps. One that is to run the same as before goes on, at whichever site: a swap starts none
 * anew.
 */
export class Containers {
  private readonly plans = new Map<string, Promise<ContainerPlan>>();
  private readonly running = new Map<string, Running>();
  private readonly endings = new Set<Promise<void>>();
  private readonly unsubscribe: () => void;
  private isStale = false;

  constructor(private readonly host: ContainerHost & { readonly graph: OpenResourceGraph }) {
    this.unsubscribe = host.graph.onChange((change) => this.note(change));
  }

  /**
   * The server of a site, started where it does not run.
   * @throws AppRefusal 503 where it cannot start
   */
  async borrow(site: Site): Promise<Borrowed> {
    if (this.isStale) await this.planAnew();
    const plan = await this.planOf(site);
    const running = this.running.get(plan.key) ?? this.start(site, plan);
    running.requests += 1;
    const release = (): void => {
      running.requests -= 1;
      this.endIfDone(running);
    };
    try {
      return { server: await running.server, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.unsubscribe();
    for (const [key, running] of this.running) this.retire(key, running);
    await Promise.all(this.endings);
  }

  private note({ resource }: GraphChange): void {
    if (concerning.test(resource.type.toLowerCase())) this.isStale = true;
  }

  private planOf(site: Site): Promise<ContainerPlan> {
    const known = this.plans.get(site.id);
    if (known !== undefined) return known;
    const plan = planContainer(this.host, site);
    this.plans.set(site.id, plan);
    // What failed is tried again at the next request: the cause may be mended by then.
    plan.catch(() => this.plans.delete(site.id));
    return plan;
  }

  /** Finds out what each site is to run now, and ends what none runs any more. */
  private async planAnew(): Promise<void> {
    this.isStale = false;
    const ids = [...this.plans.keys()];
    this.plans.clear();
    const sites = ids.flatMap((id) => findSite(this.host.graph, id) ?? []);
    const plans = await Promise.allSettled(sites.map((site) => this.planOf(site)));
    const wanted = new Set(plans.flatMap((plan) => (plan.status === 'fulfilled' ? [plan.value.key] : [])));
    for (const [key, running] of this.running) if (!wanted.has(key)) this.retire(key, running);
  }

  private start(site: Site, plan: ContainerPlan): Running {
    const running: Running = { server: startContainer(this.host, site, plan), requests: 0, retired: false };
    this.running.set(plan.key, running);
    running.server.catch(() => this.retire(plan.key, running));
    return running;
  }

  private retire(key: string, running: Running): void {
    if (running.retired) return;
    running.retired = true;
    if (this.running.get(key) === running) this.running.delete(key);
    this.endIfDone(running);
  }

  private endIfDone(running: Running): void {
    if (!running.retired || running.requests > 0) return;
    const ending = running.server
      .then((server) => server.close())
      .catch(() => undefined)
      .finally(() => this.endings.delete(ending));
    this.endings.add(ending);
  }
}

import { join } from 'node:path';
import { type OpenResourceGraph } from '../arm';
import { deployer } from '../deployer';
import { openSocketDirectory, removeSocketDirectory } from './socket-directory';

export interface ProviderOptions {
  readonly graph: OpenResourceGraph;
  /** The sandbox's. */
  readonly directory: string;
  readonly subscription: string;
  readonly tenant: string;
}

/** The Terraform providers of a host, which start when they are first asked for. */
export class Providers {
  private running: ReturnType<typeof start> | undefined;

  constructor(private readonly options: ProviderOptions) {}

  /** Starts them unless they run; answers the value of TF_REATTACH_PROVIDERS. */
  async start(): Promise<string> {
    this.running ??= start(this.options);
    return (await this.running).reattach;
  }

  async close(): Promise<void> {
    if (this.running === undefined) return;
    await (await this.running).close();
    await removeSocketDirectory(this.options.directory);
  }
}

async function start({ graph, directory, subscription, tenant }: ProviderOptions) {
  const [{ serveProviders }, socketDirectory] = await Promise.all([
    import('../terraform'),
    openSocketDirectory(directory),
  ]);
  const cacheDirectory = join(directory, 'schemas');
  return serveProviders({ graph, socketDirectory, cacheDirectory, principal: deployer, subscription, tenant });
}

import { nextRelease, type AssetVersion, type FlowRelease, type Release } from '../../model';
import { type RunContext } from '../context';
import { type RegisteredVersion } from '../result';
import { type Progress, type StepOutcome } from '../step-runner';

export interface Registration {
  readonly versions: readonly RegisteredVersion[];
  readonly release: Release;
}

export interface ReleaseBefore {
  /** The release that was written last on this machine. */
  readonly written: Release | undefined;
  /** What the endpoints run, by flow. */
  readonly deployed: Readonly<Record<string, FlowRelease>>;
  readonly commit: string | undefined;
}

/**
 * Registers the datasets, flows and the serving environment of every flow that this environment deploys: a new version
 * only where the content is not registered yet. Answers the release that follows from what the endpoints run now.
 */
export async function register(
  context: RunContext,
  { written, deployed, commit }: ReleaseBefore,
  progress: Progress,
): Promise<StepOutcome<Registration>> {
  const { AssetRegistry } = await import('../../azure');
  const { environment, cloud } = context;
  const registry = new AssetRegistry(await cloud.target(environment));
  const flows = environment.flows.filter(({ targets }) => targets.length > 0);
  const datasets = flows.flatMap((flow) => flow.datasets);
  const { serving } = environment;

  const total = flows.length + datasets.length + 1;
  let done = 0;
  const counted = async <Asset extends AssetVersion & RegisteredVersion>(asset: Promise<Asset>): Promise<Asset> => {
    const registered = await asset;
    done += 1;
    progress(done, total, `${registered.kind} ${registered.name} ${registered.version}`);
    return registered;
  };
  const [servingEnvironment, flowModels, data] = await Promise.all([
    counted(registry.registerEnvironment({ name: serving.asset, image: serving.image })),
    Promise.all(
      flows.map(async ({ name, asset, path, description, chat }) => {
        const flow = {
          name: asset,
          folder: path,
          ...(description === undefined ? {} : { description }),
          ...(chat === undefined ? {} : { chat }),
        };
        return [name, await counted(registry.registerFlow(flow))] as const;
      }),
    ),
    Promise.all(datasets.map(({ asset, path }) => counted(registry.registerDataset({ name: asset, file: path })))),
  ]);

  const models = new Map(flowModels);
  const versions = [servingEnvironment, ...data, ...models.values()].map(({ kind, name, version, changed }) => ({
    kind,
    name,
    version,
    changed,
  }));
  const release = nextRelease(written, deployed, {
    environment: environment.name,
    createdAt: new Date().toISOString(),
    ...(commit === undefined ? {} : { commit }),
    servingEnvironment,
    flows: Object.fromEntries(models),
    datasets: Object.fromEntries(data.map((asset) => [asset.name, asset])),
  });
  const changed = versions.filter((version) => version.changed).length;
  return {
    value: { versions, release },
    outcome: changed === 0 ? `${versions.length} unchanged` : `${changed} of ${versions.length} new`,
    skipped: changed === 0,
  };
}

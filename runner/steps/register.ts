import {
  type AssetVersion,
  type Flow,
  type FlowVersion,
  imageEnvironment,
  needsImage,
  nextRelease,
  type RecordedRelease,
  type Release,
  type ReleaseExperiment,
  sharesEnvironment,
} from '../../model';
import { type RunContext } from '../context';
import { type RegisteredVersion } from '../result';
import { type Progress, type StepOutcome } from '../step-runner';
import { buildFlowImage } from './build-images';

export interface Registration {
  readonly versions: readonly RegisteredVersion[];
  readonly release: Release;
}

export interface ReleaseBefore {
  /** The release that was written last on this machine. */
  readonly written: Release | undefined;
  /** What the endpoints run; undefined before the first deploy. */
  readonly deployed: RecordedRelease | undefined;
  readonly commit: string | undefined;
  /** What backs the versions that are registered; undefined where nobody looked. */
  readonly experiments?: Readonly<Record<string, ReleaseExperiment>>;
}

/**
 * Registers the datasets and flows that this environment deploys, and what serves them: an image and an Azure ML
 * environment of its own for each flow that needs one, the shared environment for the others. A new version comes only
 * where the content is not registered yet. Answers the release that follows from what the endpoints run now.
 */
export async function register(
  context: RunContext,
  { written, deployed, commit, experiments }: ReleaseBefore,
  progress: Progress,
): Promise<StepOutcome<Registration>> {
  const { AssetRegistry, ImageRegistry } = await import('../../azure');
  const { environment, cloud } = context;
  const target = await cloud.target(environment);
  const flows = environment.flows.filter(({ targets }) => targets.length > 0);
  const datasets = flows.flatMap((flow) => flow.datasets);
  const withImage = flows.filter((flow) => needsImage(environment, flow));
  const { serving } = environment;
  const shared = sharesEnvironment(environment);

  const total = flows.length + datasets.length + 2 * withImage.length + (shared ? 1 : 0);
  const registered: RegisteredVersion[] = [];
  const counted = <Version extends RegisteredVersion>(version: Version): Version => {
    const { kind, name, version: number, changed } = version;
    registered.push({ kind, name, version: number, changed });
    progress(registered.length, total, `${kind} ${name} ${number}`);
    return version;
  };
  const registry = new AssetRegistry(target);
  const images = new ImageRegistry(target, {
    onProgress: ({ repository, tag, step, run }) => {
      if (step !== 'building' || run === undefined) return;
      progress(registered.length, total, `image ${repository} ${tag} is being built: run ${run}`);
    },
  });

  const registerFlow = async ({ asset, path, description, chat }: Flow) =>
    counted(
      await registry.registerFlow({
        name: asset,
        folder: path,
        ...(description === undefined ? {} : { description }),
        ...(chat === undefined ? {} : { chat }),
      }),
    );
  const registerImage = async (flow: Flow): Promise<FlowVersion['image']> => {
    const { repository, tag, address, built } = await buildFlowImage(environment, flow, images);
    counted({ kind: 'image', name: repository, version: tag, changed: built });
    const name = imageEnvironment(environment, flow);
    return { repository, tag, environment: counted(await registry.registerEnvironment({ name, image: address })) };
  };

  const [servingEnvironment, versions, data] = await Promise.all([
    shared ? registry.registerEnvironment({ name: serving.asset, image: serving.image }).then(counted) : undefined,
    Promise.all(
      flows.map(async (flow) => {
        const [model, image] = await Promise.all([
          registerFlow(flow),
          needsImage(environment, flow) ? registerImage(flow) : undefined,
        ]);
        return [flow.name, { ...model, ...(image !== undefined && { image }) }] as const;
      }),
    ),
    Promise.all(
      datasets.map(async ({ asset, path }) => counted(await registry.registerDataset({ name: asset, file: path }))),
    ),
  ]);

  const release = nextRelease(written, deployed?.flows ?? {}, {
    environment: environment.name,
    createdAt: new Date().toISOString(),
    ...(commit === undefined ? {} : { commit }),
    ...sharedEnvironment(servingEnvironment ?? deployed?.servingEnvironment),
    flows: Object.fromEntries(versions),
    datasets: Object.fromEntries(data.map((asset) => [asset.name, asset])),
    ...(experiments === undefined ? {} : { experiments }),
  });
  const changed = registered.filter((version) => version.changed).length;
  return {
    value: { versions: sorted(registered), release },
    outcome:
      total === 0 ? 'nothing is deployed here' : changed === 0 ? `${total} unchanged` : `${changed} of ${total} new`,
    skipped: changed === 0,
  };
}

/** A version that was served before flows had images of their own may still be served in it. */
function sharedEnvironment(version: AssetVersion | undefined): { readonly servingEnvironment?: AssetVersion } {
  return version === undefined ? {} : { servingEnvironment: version };
}

const kinds: readonly RegisteredVersion['kind'][] = ['image', 'environment', 'data', 'model'];

/** In an order that does not depend on which came first. */
function sorted(versions: readonly RegisteredVersion[]): RegisteredVersion[] {
  const key = ({ kind, name }: RegisteredVersion): string => `${kinds.indexOf(kind)} ${name}`;
  return [...versions].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

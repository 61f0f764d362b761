import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { z } from 'zod';
import { type Environment, type Flow } from './environment';
import { imageEnvironment, needsImage, sharesEnvironment } from './flow-image';
import { entry } from './yaml/path';

/**
 * The asset versions that an environment is to run. The runner writes it after registration; the stacks read it,
 * so that a plan can be reproduced and reviewed as a file.
 */

export interface AssetVersion {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the content, in hex. */
  readonly hash: string;
}

/** The container image of a flow version, for targets and environments whose images are built. */
export interface FlowImage {
  /** Repository in the environment's registry. */
  readonly repository: string;
  /** Made from the hash of what the image was built from. */
  readonly tag: string;
  /** The Azure ML environment version that refers to it. */
  readonly environment: AssetVersion;
}

/** A registered version of a flow. */
export interface FlowVersion extends AssetVersion {
  readonly image?: FlowImage;
}

export interface FlowRelease {
  readonly current: FlowVersion;
  /** What the endpoint served before `current`; absent for the first release of a flow. */
  readonly previous?: FlowVersion;
}

/** The evaluation that backs a flow's version, or that none does. */
export type ReleaseExperiment =
  | { readonly skipped: true }
  | {
      /** Where it was made. */
      readonly environment: string;
      /** Content hash of the flow's folder. */
      readonly flowHash: string;
      /** ISO 8601, UTC. */
      readonly createdAt: string;
      /** `undecided`: the gates are met, but a comparison is within what chance makes. `none`: there are no gates. */
      readonly verdict: 'passed' | 'undecided' | 'none';
      /** The result, by its path in the data directory. */
      readonly file: string;
    };

export interface Release {
  readonly formatVersion: 1;
  readonly environment: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The git commit that was deployed; absent outside a git checkout. */
  readonly commit?: string;
  /** What serves versions that have no image of their own; absent where all have one. */
  readonly servingEnvironment?: AssetVersion;
  /** By flow name. */
  readonly flows: Readonly<Record<string, FlowRelease>>;
  /** By data asset name. */
  readonly datasets: Readonly<Record<string, AssetVersion>>;
  /** By flow name; absent where the environment's deploys do not experiment, or it was registered without a deploy. */
  readonly experiments?: Readonly<Record<string, ReleaseExperiment>>;
  /** True where nothing has been registered yet: the versions stand for what a deploy will register. */
  readonly placeholder?: boolean;
}

/** What a deploy found or made in the registry of an environment: the raw material of its next release. */
export interface Registration {
  readonly environment: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The git commit of the working tree; absent outside a git checkout. */
  readonly commit?: string;
  /** Absent where all flows have an image of their own, and so had those that are served. */
  readonly servingEnvironment?: AssetVersion;
  /** The model version of each flow that the environment deploys, by flow name. */
  readonly flows: Readonly<Record<string, FlowVersion>>;
  /** By data asset name. */
  readonly datasets: Readonly<Record<string, AssetVersion>>;
  /** What was found of the flows before they were registered, by flow name; absent where nobody looked. */
  readonly experiments?: Readonly<Record<string, ReleaseExperiment>>;
}

/** A release file that is there but cannot be used. The message names the file, the fault, and the way out. */
export class ReleaseFileError extends Error {
  constructor(
    readonly file: string,
    fault: string,
    options?: ErrorOptions,
  ) {
    super(`${file} is not a release file: ${fault}. Delete it and deploy again: a deploy writes it anew.`, options);
    this.name = 'ReleaseFileError';
  }
}

const assetVersion = z.strictObject({ name: z.string(), version: z.string(), hash: z.string() });
const flowVersion = z.strictObject({
  ...assetVersion.shape,
  image: z.exactOptional(z.strictObject({ repository: z.string(), tag: z.string(), environment: assetVersion })),
});
const flowReleases = z.record(
  z.string(),
  z.strictObject({ current: flowVersion, previous: z.exactOptional(flowVersion) }),
);
const servedRelease = { servingEnvironment: z.exactOptional(assetVersion), flows: flowReleases };
const recordedRelease = z.strictObject(servedRelease);
const releaseExperiment = z.union([
  z.strictObject({ skipped: z.literal(true) }),
  z.strictObject({
    environment: z.string(),
    flowHash: z.string(),
    createdAt: z.iso.datetime(),
    verdict: z.enum(['passed', 'undecided', 'none']),
    file: z.string(),
  }),
]);
const releaseFile: z.ZodType<Release> = z.strictObject({
  formatVersion: z.literal(1),
  environment: z.string(),
  createdAt: z.iso.datetime(),
  commit: z.exactOptional(z.string()),
  ...servedRelease,
  datasets: z.record(z.string(), assetVersion),
  experiments: z.exactOptional(z.record(z.string(), releaseExperiment)),
  placeholder: z.exactOptional(z.boolean()),
});

/**
 * Reads the release of an environment; undefined where there is none yet.
 * @throws ReleaseFileError where the file is not a release.
 */
export function readRelease(file: string): Release | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new ReleaseFileError(file, 'it does not hold valid JSON', { cause: error });
  }
  const parsed = releaseFile.safeParse(content);
  if (!parsed.success) throw new ReleaseFileError(file, z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
  return parsed.data;
}

/** What the serving stack records of the release that its endpoints run: the part that a state shares between machines. */
export type RecordedRelease = Pick<Release, 'servingEnvironment' | 'flows'>;

/**
 * The serving stack's output `release`; undefined where nothing is deployed.
 * @throws Error where another version of this package recorded it in a form of its own
 */
export function readRecordedRelease(output: unknown): RecordedRelease | undefined {
  if (output === undefined) return undefined;
  const parsed = recordedRelease.safeParse(output);
  if (parsed.success) return parsed.data;
  throw new Error(
    'The output "release" of the serving stack is not in the form that this version of llmops-cdktf reads. ' +
      'Deploy with the version that wrote it, or destroy the environment and deploy it anew.',
  );
}

/** Writes a release so that a reader, or a run that is killed, finds either the old file or the new one, whole. */
export function writeRelease(file: string, release: Release): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileAtomic(file, `${JSON.stringify(release, undefined, 2)}\n`);
}

/**
 * The release that follows once `registered` is in the registry.
 *
 * A flow whose model version is the one that its endpoint runs keeps its two versions. One with another version gets as
 * `previous` what its endpoint runs at present; that need not be the last release, which may never have been applied.
 * Where nothing at all changed, `written` itself is returned, so that its file stays as it is.
 * @param written the release that this machine wrote last
 * @param deployed what the endpoints run, by flow name: the record of the serving stack
 */
export function nextRelease(
  written: Release | undefined,
  deployed: Readonly<Record<string, FlowRelease>>,
  registered: Registration,
): Release {
  const release: Release = {
    formatVersion: 1,
    environment: registered.environment,
    createdAt: registered.createdAt,
    ...(registered.commit !== undefined && { commit: registered.commit }),
    ...(registered.servingEnvironment !== undefined && { servingEnvironment: plain(registered.servingEnvironment) }),
    flows: Object.fromEntries(
      Object.entries(registered.flows).map(([flow, current]) => [
        flow,
        nextFlowRelease(entry(deployed, flow), current),
      ]),
    ),
    datasets: Object.fromEntries(Object.entries(registered.datasets).map(([name, version]) => [name, plain(version)])),
    ...(registered.experiments !== undefined && { experiments: registered.experiments }),
  };
  const same = written !== undefined && written.placeholder !== true && sameAssets(written, release);
  return same && sameExperiments(written, release) ? written : release;
}

function nextFlowRelease(deployed: FlowRelease | undefined, current: FlowVersion): FlowRelease {
  const before = deployed?.current.version === current.version ? deployed.previous : deployed?.current;
  const differs = before !== undefined && before.version !== current.version;
  return { current: plainFlow(current), ...(differs && { previous: plainFlow(before) }) };
}

function plainFlow({ image, ...version }: FlowVersion): FlowVersion {
  if (image === undefined) return plain(version);
  const { repository, tag, environment } = image;
  return { ...plain(version), image: { repository, tag, environment: plain(environment) } };
}

/** Callers may pass richer objects; only what a release holds goes into its file. */
function plain({ name, version, hash }: AssetVersion): AssetVersion {
  return { name, version, hash };
}

function sameAssets(one: Release, other: Release): boolean {
  const assets = ({ environment, servingEnvironment, flows, datasets }: Release) =>
    canonical({ environment, servingEnvironment, flows, datasets });
  return assets(one) === assets(other);
}

/** What was found before still holds where nobody looked again. */
function sameExperiments(written: Release, { experiments }: Release): boolean {
  return experiments === undefined || canonical(written.experiments ?? {}) === canonical(experiments);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object'
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** A release for an environment in which nothing is registered yet: first versions, a hash and a time of zero. */
export function placeholderRelease(environment: Environment): Release {
  const first = (name: string): AssetVersion => ({ name, version: '1', hash: '0'.repeat(64) });
  const firstImage = (flow: Flow): FlowImage => ({
    repository: flow.name,
    tag: '0'.repeat(16),
    environment: first(imageEnvironment(environment, flow)),
  });
  return {
    formatVersion: 1,
    environment: environment.name,
    createdAt: new Date(0).toISOString(),
    ...(sharesEnvironment(environment) && { servingEnvironment: first(environment.serving.asset) }),
    flows: Object.fromEntries(
      environment.flows.map((flow) => [
        flow.name,
        { current: { ...first(flow.asset), ...(needsImage(environment, flow) && { image: firstImage(flow) }) } },
      ]),
    ),
    datasets: Object.fromEntries(
      environment.flows.flatMap((flow) => flow.datasets.map(({ asset }) => [asset, first(asset)])),
    ),
    placeholder: true,
  };
}

/**
 * Name of the deployment that serves a model version: `v001`. Padded, because Azure wants three characters or more.
 * @throws RangeError for a version that is not a whole number: Azure ML and the registry here count versions.
 */
export function deploymentName(version: string): string {
  if (!/^\d+$/.test(version)) {
    throw new RangeError(`Model version '${version}' is not a whole number, so no deployment can be named after it.`);
  }
  return `v${version.padStart(3, '0')}`;
}

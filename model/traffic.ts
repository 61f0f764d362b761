import { deploymentName, type FlowRelease } from './release';
import { type ManagedEndpointTarget, type ServingTarget } from './target';

/** A deployment that an endpoint is to have, and which version of the flow it serves. */
export interface ReleasedDeployment {
  readonly name: string;
  readonly release: 'current' | 'previous';
  /** Model version. */
  readonly version: string;
}

/** A traffic split by release, turned into one by deployment. */
export interface ResolvedTraffic {
  readonly deployments: readonly ReleasedDeployment[];
  /** Percent by deployment name; every deployment is listed, at 0 if need be: Azure keeps the weight of one left out. */
  readonly traffic: Readonly<Record<string, number>>;
  readonly mirrorTraffic?: Readonly<Record<string, number>>;
}

/** What of a target decides its traffic. */
export type TrafficTarget = Pick<ServingTarget, 'traffic' | 'keepPrevious'> & Pick<ManagedEndpointTarget, 'mirror'>;

/**
 * The deployments of an endpoint and their shares.
 *
 * Without a previous version the current one takes all of the live traffic and nothing is mirrored. The previous
 * version's deployment is kept as long as it has a use: a share, the mirror, or an explicit `previous: 0`.
 */
export function resolveTraffic(target: TrafficTarget, release: FlowRelease): ResolvedTraffic {
  const current = deployment('current', release.current.version);
  const { traffic, mirror } = target;
  if (release.previous === undefined) {
    return { deployments: [current], traffic: { [current.name]: traffic.current + traffic.previous } };
  }
  const previous = deployment('previous', release.previous.version);
  const kept = traffic.previous > 0 || mirror?.release === 'previous' || target.keepPrevious === true;
  const mirrored = mirror?.release === 'previous' ? previous : current;
  return {
    deployments: kept ? [current, previous] : [current],
    traffic: { [current.name]: traffic.current, ...(kept && { [previous.name]: traffic.previous }) },
    ...(mirror !== undefined && { mirrorTraffic: { [mirrored.name]: mirror.percent } }),
  };
}

function deployment(release: ReleasedDeployment['release'], version: string): ReleasedDeployment {
  return { name: deploymentName(version), release, version };
}

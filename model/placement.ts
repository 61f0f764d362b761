import { type FlowRelease } from './release';
import { type ReleasedDeployment, resolveTraffic, type TrafficTarget } from './traffic';

/** Where an App Service app runs the versions of a flow, and how it shares its traffic between them. */
export interface Placement {
  readonly production: ReleasedDeployment;
  /** What runs in the deployment slot; absent where there is one version only. */
  readonly slot?: ReleasedDeployment;
  /** Percent by deployment name. */
  readonly traffic: Readonly<Record<string, number>>;
}

/** Names of what an app runs at present; absent where nothing does, or nobody knows what. */
export interface RunningVersions {
  readonly production?: string;
  readonly slot?: string;
}

/**
 * Which version runs in production, and which in the slot.
 *
 * The previous version keeps production as long as it has a share, so that a trial of the current one touches the slot
 * only. Promoting the current version, or rolling it back, then exchanges the two: a swap, with which no container
 * starts anew.
 */
export function placeVersions(target: Omit<TrafficTarget, 'mirror'>, release: FlowRelease): Placement {
  const { deployments, traffic } = resolveTraffic(target, release);
  const [current, previous] = deployments as readonly [ReleasedDeployment, ReleasedDeployment?];
  if (previous === undefined) return { production: current, traffic };
  return target.traffic.previous > 0
    ? { production: previous, slot: current, traffic }
    : { production: current, slot: previous, traffic };
}

/** A release as an app can run it: a version from before its flow had an image is served by endpoints only. */
export function appRelease(release: FlowRelease): FlowRelease {
  return release.previous?.image === undefined ? { current: release.current } : release;
}

/** True where exchanging production and slot brings into production what is wanted there, ready and warm. */
export function isSwap(running: RunningVersions, wanted: Placement): boolean {
  const { name } = wanted.production;
  return running.slot === name && running.production !== undefined && running.production !== name;
}

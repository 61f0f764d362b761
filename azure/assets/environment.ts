import { createHash } from 'node:crypto';

export interface Route {
  readonly path: string;
  readonly port: number;
}

/** Where a container answers probes and requests. */
export interface InferenceConfig {
  readonly livenessRoute: Route;
  readonly readinessRoute: Route;
  readonly scoringRoute: Route;
}

/** An image in which flows are served. */
export interface EnvironmentAsset {
  readonly name: string;
  /** With a pinned tag or digest. */
  readonly image: string;
  /** @default promptFlowInference */
  readonly inferenceConfig?: InferenceConfig;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The routes of prompt flow's serving images. */
export const promptFlowInference: InferenceConfig = {
  livenessRoute: { path: '/health', port: 8080 },
  readinessRoute: { path: '/health', port: 8080 },
  scoringRoute: { path: '/score', port: 8080 },
};

/** The content hash of an environment: of the image's name and the routes, whatever order they were written in. */
export function environmentHash(image: string, config: InferenceConfig): string {
  const routes = [config.livenessRoute, config.readinessRoute, config.scoringRoute].map(({ path, port }) => [
    path,
    port,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([image, ...routes]))
    .digest('hex');
}

import { z } from 'zod';
import { appService } from './targets/app-service';
import { kubernetesEndpoint } from './targets/kubernetes-endpoint';
import { managedEndpoint } from './targets/managed-endpoint';
import { defaultMaximumLatencyMs } from './targets/serving-target';

/** One entry of `deploy.<environment>`. */
export const targetSettings = z.discriminatedUnion('target', [managedEndpoint, kubernetesEndpoint, appService]);

export type TargetSettings = z.infer<typeof targetSettings>;

/** The sample request of a target and the slowest answer that passes; undefined where none is configured. */
export function endpointTest(
  target: TargetSettings,
): { readonly request: string; readonly maxLatencyMs: number } | undefined {
  return typeof target.test === 'string'
    ? { request: target.test, maxLatencyMs: defaultMaximumLatencyMs }
    : target.test;
}

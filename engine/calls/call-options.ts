import type { LoadOptions } from '../load/load-flow';
import type { FlowCallOptions } from '../nodes/python/calls';
import { decodeData } from '../nodes/python/encode';
import { named } from './call-values';

/** Options of loading as a call from Python gives them, over those of the flow that calls. */
export function loadOptionsOf(
  { variants, environment, init }: FlowCallOptions,
  { environmentVariables }: Pick<LoadOptions, 'environmentVariables'>,
): Pick<LoadOptions, 'variants' | 'environmentVariables' | 'init'> {
  return {
    ...(variants === undefined ? {} : { variants }),
    environmentVariables: { ...environmentVariables, ...environment },
    init: Object.fromEntries(init === undefined ? [] : named(decodeData(init))),
  };
}

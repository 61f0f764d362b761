import type { LoadOptions } from '../load/load-flow';
import type { FlowCallOptions, HostCall } from '../nodes/python/calls';
import { decodeData } from '../nodes/python/encode';
import type { PromptyChanges } from '../prompty/parse-prompty';
import { dictOf, named } from './call-values';

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

/** What a call says in the place of a prompty's file. */
export function promptyChangesOf(call: Extract<HostCall, { call: 'prompty' }>): PromptyChanges {
  return {
    entries: dictOf(decodeData(call.entries)),
    model: dictOf(decodeData(call.model)),
    ...(call.configuration === undefined ? {} : { configuration: dictOf(decodeData(call.configuration)) }),
  };
}

import { createRequire } from 'node:module';

/**
 * Switches off the stack traces, of unlimited depth, that cdktf takes for every token: they are nine tenths of the
 * construct phase, and serve a message that our errors do not need. Must be called before the first construct.
 */
export function disableCreationStacks(): void {
  // cdktn, cdktf's continuation, reads this; cdktf itself has no switch.
  process.env.CDKTN_DISABLE_CREATION_STACK = '1';
  const traces = createRequire(__filename)('cdktf/lib/tokens/private/stack-trace') as {
    captureStackTrace: () => string[];
  };
  traces.captureStackTrace = () => [];
}

const { default: Runtime } = require('jest-runtime');

// Each needs most of a second to load, and jest would load them again for each test file.
const shared = /^(cdktf|constructs|@cdktf\/provider-[a-z]+)(\/|$)/;
// ES modules, which Node can require but jest cannot.
const modules = /^hyparquet(-\w+)?$/;

// As stacks/creation-stack.ts does for synthesis: most of a test's time would go into stack traces.
require('cdktf/lib/tokens/private/stack-trace').captureStackTrace = () => [];

/** Loads cdktf and its bindings once for a worker, outside of the test files' own module registries. */
module.exports = class SharedBindingsRuntime extends Runtime {
  requireModuleOrMock(from, name) {
    return shared.test(name) || modules.test(name) ? require(name) : super.requireModuleOrMock(from, name);
  }
};

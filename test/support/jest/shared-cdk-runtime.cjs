const { default: Runtime } = require('jest-runtime');

/** CDK and what is built on it: whatever they know of a stack hangs on its `App`, so that no test meets another's. */
const shared = /\/node_modules\/(?:aws-cdk-lib|constructs|cdk-nag|cdk-monitoring-constructs|@aws-cdk\/[^/]+)\//;

/** The names that their modules export, by path: finding them takes as long as loading. */
const exportsOf = new Map();

/**
 * Jest's runtime, in which a worker loads CDK once and not once a test file, by Node and not in a global object of the
 * test: 2.5 s of the processor for each file of `infra`.
 */
module.exports = class SharedCdkRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { cjsExportsCache } = this;
    const getExportsOf = cjsExportsCache.getExportsOf.bind(cjsExportsCache);
    cjsExportsCache.getExportsOf = (from, modulePath) => {
      if (!shared.test(modulePath)) return getExportsOf(from, modulePath);
      const known = exportsOf.get(modulePath) ?? getExportsOf(from, modulePath);
      exportsOf.set(modulePath, known);
      return known;
    };
  }

  requireModule(from, moduleName, ...rest) {
    return moduleName !== undefined && shared.test(moduleName)
      ? require(moduleName)
      : super.requireModule(from, moduleName, ...rest);
  }
};

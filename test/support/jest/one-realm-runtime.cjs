const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { default: Runtime } = require('jest-runtime');

/** Jest's runtime in the worker's own realm, where packages are loaded by Node. */
class OneRealmRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    this.esmLoader.getContext = () => undefined;
    // On Node 24 jest would walk the graph of modules in another way, past `loadEsmModule`.
    this._resolution.hasDistinctAsyncResolver = () => true;
  }

  requireModule(from, moduleName, ...rest) {
    if (moduleName !== undefined && this._resolution.isCoreModule(moduleName)) {
      return super.requireModule(from, moduleName, ...rest);
    }
    return createRequire(from)(moduleName ?? from);
  }

  /** By its path jest asks for one module alone: jest-circus, which keeps the state of a file's tests. */
  requireInternalModule(from, moduleName) {
    if (moduleName === undefined) delete require.cache[from];
    return this.requireModule(from, moduleName);
  }
}

/** Whether a module is loaded for each test file: it has tests, or registers hooks around them. */
const isOfOneFile = (modulePath) =>
  modulePath.endsWith('.test.ts') ||
  (modulePath.endsWith('.ts') && readFileSync(modulePath, 'utf8').includes("from '@jest/globals'"));

/** Keeps what it loads for as long as the worker runs. */
class Keeper extends OneRealmRuntime {
  #last = Promise.resolve();

  constructor(...args) {
    super(...args);
    const { esmLoader } = this;
    const load = esmLoader.loadEsmModule.bind(esmLoader);
    esmLoader.loadEsmModule = (modulePath, suffix) => {
      if (isOfOneFile(modulePath)) {
        throw new Error(`${modulePath} uses @jest/globals, so that only test files may import it: what they share is kept`);
      }
      return load(modulePath, suffix);
    };
  }

  /** The module, evaluated. One after the other: Node takes a module for linked that another call is linking. */
  load(modulePath, suffix) {
    const { esmLoader } = this;
    const loading = this.#last.then(async () =>
      esmLoader.linkAndEvaluateModule(await esmLoader.loadEsmModule(modulePath, suffix)),
    );
    this.#last = loading.catch(() => undefined);
    return loading;
  }
}

/** By the resolver of a project: watch mode makes another once files have changed. */
const keepers = new WeakMap();

/**
 * The runtime of a test file. What it imports is kept by its worker, so that each module is read, linked and evaluated once
 * and not once for each of three hundred test files. A file that mocks a module loads ours for itself.
 */
module.exports = class TestFileRuntime extends OneRealmRuntime {
  #isMocked = false;

  constructor(config, environment, resolver, transformer, cacheFS, ...rest) {
    super(config, environment, resolver, transformer, cacheFS, ...rest);
    const keeper =
      keepers.get(resolver) ?? new Keeper(config, environment, resolver, transformer, new Map(), ...rest);
    keepers.set(resolver, keeper);

    const { esmLoader } = this;
    const load = esmLoader.loadEsmModule.bind(esmLoader);
    esmLoader.loadEsmModule = async (modulePath, suffix) => {
      if (isOfOneFile(modulePath) || (this.#isMocked && !modulePath.includes('/node_modules/'))) {
        return load(modulePath, suffix);
      }
      return keeper.load(modulePath, suffix);
    };
    esmLoader.loadCjsAsEsm = (...args) => keeper.esmLoader.loadCjsAsEsm(...args);
    // Stacks of kept modules name lines of their sources, whichever file is running.
    this.transformCache.sourceMaps = keeper.transformCache.sourceMaps;
  }

  setModuleMock(...args) {
    this.#isMocked = true;
    super.setModuleMock(...args);
  }
};

import vm from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { disableAsyncStorages } from './async-storages.ts';

/**
 * Jest's Node environment, on a global object that is plain. Jest puts a proxy behind it, and node an interceptor in
 * front, to note what tests put there; each look-up of `Array` or `Math` then costs a third of a microsecond instead of
 * a nanosecond, which was a quarter of the time of tests that compute much.
 */
export default class PlainGlobalEnvironment extends TestEnvironment {
  readonly #variables = { ...process.env };

  constructor(...args: ConstructorParameters<typeof TestEnvironment>) {
    const { createContext } = vm;
    let isPlain = false;
    vm.createContext = () => {
      isPlain = true;
      return createContext(vm.constants.DONT_CONTEXTIFY);
    };
    try {
      super(...args);
    } finally {
      vm.createContext = createContext;
    }
    if (!isPlain) throw new Error('this version of jest makes the global object in another way');
    // Jest copies them, and CDK, which the worker loads for all (`shared-cdk-runtime.cjs`), would not see what a test sets.
    this.global.process.env = process.env;
  }

  override async teardown(): Promise<void> {
    await super.teardown();
    disableAsyncStorages();
    for (const name of Object.keys(process.env)) if (!(name in this.#variables)) delete process.env[name];
    Object.assign(process.env, this.#variables);
  }
}

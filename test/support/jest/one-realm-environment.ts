import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { disableAsyncStorages } from './async-storages.ts';
import { noteGlobals } from './note-globals.ts';

/** What jest says of a project; of it the timers alone need something. */
type ProjectConfig = ConstructorParameters<typeof ModernFakeTimers>[0]['config'];

/**
 * Tests in the worker's own realm: its global object and classes, so that what `one-realm-runtime.cjs` has loaded once serves
 * every test file. What a file changes of the globals, the environment's variables and the process ends with it.
 */
export default class OneRealmEnvironment {
  readonly global = globalThis;
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly fakeTimers = null;
  readonly fakeTimersModern: ModernFakeTimers;
  readonly #restoreGlobals = noteGlobals();
  readonly #variables = { ...process.env };

  constructor({ projectConfig }: { readonly projectConfig: ProjectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup(): Promise<void> {}

  async teardown(): Promise<void> {
    this.fakeTimersModern.dispose();
    this.#restoreGlobals();
    disableAsyncStorages();
    for (const name of Object.keys(process.env)) if (!(name in this.#variables)) delete process.env[name];
    Object.assign(process.env, this.#variables);
  }

  exportConditions(): string[] {
    return ['node', 'node-addons'];
  }

  /** For jest, which asks whether there is one. */
  getVmContext(): object {
    return globalThis;
  }
}

import { availableParallelism } from 'node:os';

export default {
  testEnvironment: '<rootDir>/test/support/jest/plain-global-environment.ts',
  runtime: '<rootDir>/test/support/jest/shared-cdk-runtime.cjs',
  testSequencer: '<rootDir>/test/support/jest/slow-files-first.mjs',
  // Tests that ask processes and servers wait for more than a quarter of their time: one more than there are cores.
  maxWorkers: availableParallelism() + 1,
  extensionsToTreatAsEsm: ['.ts'],
  injectGlobals: false,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // For what hangs: a machine with other work may need a multiple of the seconds that the longest test takes.
  testTimeout: 180_000,
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};

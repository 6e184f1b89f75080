import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

// Whole systems that are deployed, attacked, packed and used in a browser: minutes of the processor. `THOROUGH=1 npm test` runs them too, as
// CI does, and naming one runs it.
const thoroughFiles = JSON.parse(
  readFileSync(new URL('test/support/jest/thorough-files.json', import.meta.url), 'utf8'),
);
const isNamed = (file) =>
  process.argv.slice(2).some((argument) => argument !== 'test' && file.includes(argument));
const leftOut = process.env['THOROUGH'] === '1' ? [] : thoroughFiles.filter((file) => !isNamed(file));

export default {
  testEnvironment: '<rootDir>/test/support/jest/one-realm-environment.ts',
  runtime: '<rootDir>/test/support/jest/one-realm-runtime.cjs',
  testSequencer: '<rootDir>/test/support/jest/slow-files-first.mjs',
  // Tests that ask processes and servers wait for more than a quarter of their time: two more than there are cores.
  maxWorkers: availableParallelism() + 2,
  extensionsToTreatAsEsm: ['.ts'],
  injectGlobals: false,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...leftOut.map((file) => `<rootDir>/${file}$`)],
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

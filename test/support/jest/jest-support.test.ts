import { AsyncLocalStorage } from 'node:async_hooks';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isContext } from 'node:vm';
import { afterAll, describe, expect, it } from '@jest/globals';
import { disableAsyncStorages } from './async-storages.ts';
import OneRealmEnvironment from './one-realm-environment.ts';

describe('the order of test files', () => {
  it('names files that there are, the slowest first', () => {
    const seconds = JSON.parse(readFileSync('test/support/jest/slow-files.json', 'utf8')) as Record<
      string,
      number
    >;

    expect(Object.keys(seconds).filter((file) => !existsSync(file))).toEqual([]);
    expect(Object.values(seconds).toSorted((a, b) => b - a)).toEqual(Object.values(seconds));
  });
});

describe('what npm test leaves out', () => {
  const leftOut = JSON.parse(readFileSync('test/support/jest/thorough-files.json', 'utf8')) as string[];

  it('is there, and run by CI and before a release', () => {
    expect(leftOut.filter((file) => !existsSync(file))).toEqual([]);
    expect(readFileSync('.ci/run', 'utf8')).toMatch(/^THOROUGH=1 run_all node24/m);
    expect(readFileSync('.github/workflows/release.yml', 'utf8')).toContain('THOROUGH=1 npm test');
  });
});

describe('the realm of tests', () => {
  it("is Node's own, so that an error of Node's is an Error and what packages make is of the test's classes", () => {
    expect(() => readFileSync('not-there')).toThrow(Error);
    expect(isContext(globalThis)).toBe(false);
  });

  it('has the variables of the worker, and puts them back', async () => {
    const environment = new OneRealmEnvironment({ projectConfig: {} as never });
    process.env['SET_BY_A_TEST'] = 'seen';
    const seen = execFileSync(process.execPath, ['-p', 'process.env.SET_BY_A_TEST'], { encoding: 'utf8' });

    await environment.teardown();

    expect(seen).toBe('seen\n');
    expect(process.env).not.toHaveProperty('SET_BY_A_TEST');
  });

  it('has its globals back, and the exit code', async () => {
    const { setTimeout } = globalThis;
    const environment = new OneRealmEnvironment({ projectConfig: {} as never });
    Object.assign(globalThis, { setTimeout: () => 0 });
    process.exitCode = 3;

    await environment.teardown();

    expect(globalThis.setTimeout).toBe(setTimeout);
    expect(process.exitCode).toBeUndefined();
  });
});

describe('the storages of a test file', () => {
  it('end with it, and are not handed on with each promise of the next', async () => {
    const storage = new AsyncLocalStorage<string>();

    await storage.run('of this file', async () => {
      disableAsyncStorages();
      await Promise.resolve();

      expect(storage.getStore()).toBeUndefined();
    });
  });
});

describe('the runtime of tests', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-jest-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('keeps what test files import, but loads anew for a file that mocks, and refuses shared hooks', () => {
    const files = {
      'package.json': '{"type":"module"}',
      'count.ts': "import os from 'node:os'; let count = 0; export const next = () => [++count, os.EOL];",
      // The longest runs first.
      'a.test.ts': `${test("expect(next()).toEqual([1, '\\n']); globalThis.console = undefined;")}\n// ${'.'.repeat(999)}`,
      'b.test.ts': `${test("expect(next()).toEqual([2, '\\n']); expect(console).toBeDefined();")}\n// ${'.'.repeat(99)}`,
      'c.test.ts': `import { expect, it, jest } from '@jest/globals';
        jest.unstable_mockModule('node:os', () => ({ default: { EOL: 'mocked' } }));
        const { next } = await import('./count.ts');
        it('c', () => expect(next()).toEqual([1, 'mocked']));`,
      'hooks.ts':
        "import { afterAll } from '@jest/globals'; afterAll(() => undefined); export const next = 0;",
      'by-way-of.ts': "export { next } from './hooks.ts';",
      'd.test.ts': test('expect(next).toBe(0)', './by-way-of.ts'),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const config = {
      rootDir: folder,
      runtime: path.resolve('test/support/jest/one-realm-runtime.cjs'),
      testEnvironment: path.resolve('test/support/jest/one-realm-environment.ts'),
      transform: {
        '\\.ts$': [
          path.resolve('node_modules/@swc/jest'),
          {
            swcrc: false,
            jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
            module: { type: 'es6' },
          },
        ],
      },
      extensionsToTreatAsEsm: ['.ts'],
      testMatch: ['**/*.test.ts'],
      injectGlobals: false,
    };

    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--experimental-vm-modules',
        'node_modules/jest/bin/jest.js',
        '-i',
        '--json',
        '--config',
        JSON.stringify(config),
      ],
      { encoding: 'utf8' },
    );

    expect(stderr).toContain('Test Suites: 1 failed, 3 passed');
    const { testResults } = JSON.parse(stdout) as {
      testResults: { name: string; status: string; message: string }[];
    };
    expect(Object.fromEntries(testResults.map(({ name, status }) => [path.basename(name), status]))).toEqual({
      'a.test.ts': 'passed',
      'b.test.ts': 'passed',
      'c.test.ts': 'passed',
      'd.test.ts': 'failed',
    });
    expect(testResults.find(({ name }) => name.endsWith('d.test.ts'))?.message).toContain(
      'hooks.ts uses @jest/globals',
    );
  });
});

function test(code: string, from = './count.ts'): string {
  return `import { expect, it } from '@jest/globals';\nimport { next } from '${from}';\nit('is', () => { ${code} });`;
}

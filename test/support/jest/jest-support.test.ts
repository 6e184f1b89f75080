import { AsyncLocalStorage } from 'node:async_hooks';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { isContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { Construct } from 'constructs';
import { disableAsyncStorages } from './async-storages.ts';
import PlainGlobalEnvironment from './plain-global-environment.ts';

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

describe('the environment of tests', () => {
  it('has a plain global object, whose look-ups cost nothing', () => {
    // Of any other, only the object behind it is a context.
    expect(isContext(globalThis)).toBe(true);
  });

  it('shares its variables with the worker, and puts them back', async () => {
    const config = { projectConfig: { testEnvironmentOptions: {}, globals: {} } };
    const environment = new PlainGlobalEnvironment(config as never, {} as never);
    process.env['SET_BY_A_TEST'] = 'seen';
    const seen = execFileSync(process.execPath, ['-p', 'process.env.SET_BY_A_TEST'], { encoding: 'utf8' });

    await environment.teardown();

    expect(seen).toBe('seen\n');
    expect(process.env).not.toHaveProperty('SET_BY_A_TEST');
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
  it('takes CDK from the worker, which has loaded it once', () => {
    expect(Object.getPrototypeOf(Construct)).not.toBe(Function.prototype);
    expect(new Construct(undefined as never, '').node.path).toBe('');
  });
});

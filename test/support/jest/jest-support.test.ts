import { existsSync, readFileSync } from 'node:fs';
import { isContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';

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

describe('the environment of tests', () => {
  it('has a plain global object, whose look-ups cost nothing', () => {
    // Of any other, only the object behind it is a context.
    expect(isContext(globalThis)).toBe(true);
  });
});

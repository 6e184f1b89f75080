import { describe, expect, it } from '@jest/globals';
import { median, quantile, rounded } from './quantile.ts';

describe('quantile', () => {
  it.each<[values: number[], q: number, expected: number]>([
    [[3, 1, 2], 0.5, 2],
    [[1, 2], 0.5, 1.5],
    [[10, 2, 1], 1, 10],
    [[7], 0.99, 7],
  ])('of %j at %d is %d', (values, q, expected) => {
    expect(quantile(values, q)).toBe(expected);
  });

  it('compares numbers as numbers', () => {
    expect(median([9, 10, 100])).toBe(10);
  });

  it('refuses to make one up', () => {
    expect(() => quantile([], 0.5)).toThrow('at least one value');
  });
});

describe('rounded', () => {
  it('keeps three digits', () => {
    expect([12_345.6, 0.123456].map(rounded)).toEqual([12_300, 0.123]);
  });
});

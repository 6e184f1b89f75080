import { describe, expect, it } from '@jest/globals';
import { allOf, anyOf, differs, type Known, not } from '../../../functions/signals/three-valued.ts';

type Row = readonly [one: Known, other: Known, either: Known, both: Known];

const truthTable: readonly Row[] = [
  [true, true, true, true],
  [true, false, true, false],
  [true, undefined, true, undefined],
  [false, true, true, false],
  [false, false, false, false],
  [false, undefined, undefined, false],
  [undefined, true, true, undefined],
  [undefined, false, undefined, false],
  [undefined, undefined, undefined, undefined],
];

describe('three-valued logic', () => {
  it.each(truthTable)('%s, %s: either %s, both %s', (one, other, either, both) => {
    expect(anyOf(one, other)).toBe(either);
    expect(allOf(one, other)).toBe(both);
  });

  it.each([
    [true, false],
    [false, true],
    [undefined, undefined],
  ])('not %s is %s', (part, negated) => {
    expect(not(part)).toBe(negated);
  });

  it('takes no parts for no yes, and for no objection', () => {
    expect(anyOf()).toBe(false);
    expect(allOf()).toBe(true);
  });

  it.each([
    [1, 2, true],
    [1, 1, false],
    [0, undefined, undefined],
    [undefined, 1, undefined],
    [undefined, undefined, undefined],
  ])('%s and %s: differs %s', (one, other, expected) => {
    expect(differs(one, other)).toBe(expected);
  });
});

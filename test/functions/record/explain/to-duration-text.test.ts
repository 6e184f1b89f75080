import { describe, expect, it } from '@jest/globals';
import { toDurationText, toRoughDuration } from '../../../../functions/record/explain/to-duration-text.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe('toDurationText', () => {
  it.each([
    [0, '0 ms'],
    [499, '499 ms'],
    [500, '1 s'],
    [59_499, '59 s'],
    [59_500, '1 min'],
    [16 * minute + 42_000, '16 min 42 s'],
    [hour - 1_000, '59 min 59 s'],
    [hour, '1 h'],
    [3 * hour + 5 * minute + 59_000, '3 h 5 min'],
    [2 * day - minute, '47 h 59 min'],
    [2 * day, '2 d'],
    [2 * day + 4 * hour, '2 d 4 h'],
    [-90_000, '1 min 30 s'],
  ])('says of %d ms %j', (ms, text) => {
    expect(toDurationText(ms)).toBe(text);
  });
});

describe('toRoughDuration', () => {
  it.each([
    [0, '0 seconds'],
    [1_000, '1 second'],
    [89_499, '89 seconds'],
    [90_000, '2 minutes'],
    [hour, '60 minutes'],
    [90 * minute - 1_000, '90 minutes'],
    [90 * minute, '2 hours'],
    [2 * day - 1_000, '48 hours'],
    [2 * day, '2 days'],
    [1_000 * day, '1,000 days'],
    [-minute, '60 seconds'],
  ])('says of %d ms %j', (ms, text) => {
    expect(toRoughDuration(ms)).toBe(text);
  });
});

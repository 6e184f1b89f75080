import { describe, expect, it } from '@jest/globals';
import { isAsn, readAsn, readList, readNumber, readObject } from '../../../functions/log-event/read-value.ts';

describe('readObject, readList and readNumber', () => {
  it.each([
    ['an object', {}, { object: {}, list: undefined, number: undefined }],
    ['a list', [1], { object: undefined, list: [1], number: undefined }],
    ['a number', 0, { object: undefined, list: undefined, number: 0 }],
    ['no number', Number.NaN, { object: undefined, list: undefined, number: undefined }],
    ['a number as text', '1', { object: undefined, list: undefined, number: 1 }],
    ['text', 'x', { object: undefined, list: undefined, number: undefined }],
    ['null', null, { object: undefined, list: undefined, number: undefined }],
  ])('take %s for what it is', (_name, value, expected) => {
    expect({ object: readObject(value), list: readList(value), number: readNumber(value) }).toEqual(expected);
  });
});

describe('readNumber', () => {
  it.each([
    ['52.370', 52.37],
    [4.9, 4.9],
    ['-4.9', -4.9],
    ['', undefined],
    [' ', undefined],
    ['4,9', undefined],
    ['Infinity', undefined],
    ['9'.repeat(33), undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [true, undefined],
    [['1'], undefined],
  ])('reads %j as %p', (value, expected) => {
    expect(readNumber(value)).toBe(expected);
  });
});

describe('readAsn', () => {
  it.each<[unknown, number | undefined]>([
    ['64496', 64_496],
    ['AS64496', 64_496],
    ['as64496', 64_496],
    [64_496, 64_496],
    ['4294967294', 4_294_967_294],
    ['4294967295', undefined],
    ['0', undefined],
    [0, undefined],
    ['AS0', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    [1.5, undefined],
    ['AS', undefined],
    ['64496 Example', undefined],
    ['', undefined],
    ['****', undefined],
    ['1'.repeat(1_000_000), undefined],
    [null, undefined],
    [['64496'], undefined],
  ])('reads %j as %s', (value, expected) => {
    expect(readAsn(value)).toBe(expected);
    expect(expected === undefined || isAsn(expected)).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import {
  readList,
  readNumber,
  readObject,
  readText,
  readTimeMs,
  toIsoText,
} from '../../../../functions/signals/reading/read-value.ts';

const moment = Date.UTC(2026, 2, 2, 11, 15, 4, 873);

describe('readTimeMs', () => {
  it.each<[unknown, number | undefined]>([
    ['2026-03-02T11:15:04.873Z', moment],
    ['2026-03-02T12:15:04.873+01:00', moment],
    ['2026-03-02T12:15:04.873+0100', moment],
    ['2026-03-02T11:15:04.873', moment],
    ['2026-03-02T11:15:04Z', moment - 873],
    ['2026-03-02T11:15', moment - 4_873],
    ['2026-03-02', Date.UTC(2026, 2, 2)],
    [moment, moment],
    ['', undefined],
    ['yesterday', undefined],
    ['1772450104873', undefined],
    ['2', undefined],
    ['Mon, 02 Mar 2026 11:15:04 GMT', undefined],
    ['2026-13-02T11:15:04.873Z', undefined],
    ['2026-03-02T25:15:04.873Z', undefined],
    [`2026-03-02T11:15:04.873Z${' '.repeat(1_000_000)}`, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [8.64e15 + 1, undefined],
    [null, undefined],
    [undefined, undefined],
    [{ seconds: 1 }, undefined],
    [['2026-03-02T11:15:04.873Z'], undefined],
    [true, undefined],
  ])('reads %j as %s', (value, expected) => {
    expect(readTimeMs(value)).toBe(expected);
  });

  it('reads each of several texts anew, whichever it has read before', () => {
    const texts = ['2026-03-02T11:15:04.873Z', 'yesterday', '2026-03-02T11:15:04Z'];

    expect([...texts, ...texts, texts[2], ''].map(readTimeMs)).toEqual([
      moment,
      undefined,
      moment - 873,
      moment,
      undefined,
      moment - 873,
      moment - 873,
      undefined,
    ]);
  });

  it('gives times that can be written', () => {
    expect(toIsoText(readTimeMs(8.64e15) ?? 0)).toBe('+275760-09-13T00:00:00.000Z');
  });
});

describe('readText', () => {
  it.each([
    ['text', 'text'],
    [' text ', ' text '],
    ['', undefined],
    ['  ', undefined],
    ['****', undefined],
    ['*** ***', undefined],
    ['a***', 'a***'],
    ['***a', '***a'],
    ['{}', '{}'],
    ['äö', 'äö'],
    ['\u00a0', undefined],
    ['\u3000**', undefined],
    [1, undefined],
    [null, undefined],
    [['text'], undefined],
  ])('reads %j as %j', (value, expected) => {
    expect(readText(value)).toBe(expected);
  });
});

describe('readObject, readList and readNumber', () => {
  it.each([
    ['an object', {}, { object: {}, list: undefined, number: undefined }],
    ['a list', [1], { object: undefined, list: [1], number: undefined }],
    ['a number', 0, { object: undefined, list: undefined, number: 0 }],
    ['no number', Number.NaN, { object: undefined, list: undefined, number: undefined }],
    ['text', '1', { object: undefined, list: undefined, number: undefined }],
    ['null', null, { object: undefined, list: undefined, number: undefined }],
  ])('take %s for what it is', (_name, value, expected) => {
    expect({ object: readObject(value), list: readList(value), number: readNumber(value) }).toEqual(expected);
  });
});

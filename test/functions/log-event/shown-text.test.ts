import { describe, expect, it } from '@jest/globals';
import { readShownText } from '../../../functions/log-event/shown-text.ts';

describe('readShownText', () => {
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
    expect(readShownText(value)).toBe(expected);
  });
});

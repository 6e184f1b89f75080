import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from './any-character.ts';

describe('anyCharacter', () => {
  it.each(['a', '\ud7ff', '\ue000', '\u{10000}', '\u{10ffff}'])('may be %j', (character) => {
    expect(anyCharacter.canShrinkWithoutContext(character)).toBe(true);
  });

  it.each(['', 'ab', '\ud800', '\udfff', 1])('is never %j', (value) => {
    expect(anyCharacter.canShrinkWithoutContext(value)).toBe(false);
  });

  it('is one character, and lets words that are dangerous as keys be made of it', () => {
    const texts = fc.sample(fc.string({ unit: anyCharacter }), { numRuns: 2_000, seed: 1 });

    expect(texts.filter((text) => Buffer.from(text).toString() !== text)).toEqual([]);
    expect(texts.some((text) => text.includes('__proto__'))).toBe(true);
  });
});

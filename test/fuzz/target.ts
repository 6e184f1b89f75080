import fc from 'fast-check';
import { anyCharacter } from '../support/any-character.ts';

/** A piece of the system that takes what others send, and what must hold whatever they send. */
export interface Target {
  readonly name: string;
  /** Cases of it in a thousand of all. */
  readonly share: number;
  /** Throws, or rejects, when something does not hold. */
  check(value: unknown): unknown;
  readonly arbitrary: fc.Arbitrary<unknown>;
}

export function defineTarget<T>(target: {
  readonly name: string;
  readonly share: number;
  readonly arbitrary: fc.Arbitrary<T>;
  readonly check: (value: T) => unknown;
}): Target {
  return { ...target, check: (value) => target.check(value as T) };
}

/** A finding; its message says what did not hold. */
export class BrokenPropertyError extends Error {
  override readonly name = 'BrokenPropertyError';
}

export function hold(condition: boolean, what: string): void {
  if (!condition) throw new BrokenPropertyError(what);
}

/** Text as it may come: words of formats, other alphabets, halves of characters, much of something. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  { weight: 2, arbitrary: fc.string({ unit: anyCharacter, maxLength: 20 }) },
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 10 })
    .map((codes) => String.fromCharCode(...codes)),
  fc.constantFrom('', ' ', '\r\n', '\u0000', '\ufeff', '..', '%2e%2e', '../..', '__proto__', 'constructor'),
  fc
    .tuple(fc.constantFrom('a', '{', '[', '"', '\\', '\ud800', '9'), fc.integer({ min: 1, max: 3_000 }))
    .map(([unit, times]) => unit.repeat(times)),
);

/** JSON values with the odd keys that parsers have stumbled over. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  fc.dictionary(anyText, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 }),
  fc.constantFrom(null, true, 0, -0, 1e308, 2 ** 53, '', [], {}),
);
